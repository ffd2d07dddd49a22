/**
 * From the adapter to the deliveries: the policy that answers at RCPT and DATA, the bean that takes over each mail, and the consumer that
 * understands it (parse, authenticate, rules) and stores what follows from it. Knows nothing of HTTP.
 */
package org.fastsmtp.intake;
