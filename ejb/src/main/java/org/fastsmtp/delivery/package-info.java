/**
 * A mail on its way to one endpoint: delivery, attempt, outcome, retry schedule, endpoint health, the sweep and the delivery log. The
 * row in {@code delivery_log} is the truth; the queue {@code delivery} only says that somebody should look at it. How a mail came to be a
 * delivery (rules, routing) and how HTTP is spoken belong elsewhere; JMS and container annotations only in {@code …Consumer} and
 * {@code …Beans}.
 */
package org.fastsmtp.delivery;
