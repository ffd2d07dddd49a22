/**
 * How much one client may ask for: networks, rates, sessions at once (finding 7). Counts and says yes or no; knows no verb, no reply and no
 * socket.
 */
package org.fastsmtp.smtp.limit;
