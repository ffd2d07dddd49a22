/**
 * What somebody should be told: written as a row in the transaction of the change that it reports (outbox), sent later through the queue
 * {@code events} to the dead-letter webhook, by mail and as a JMX notification. Features write alarms; what they mean is theirs, so none of
 * them is imported here. No secret and no mail content in an alarm.
 */
package org.fastsmtp.alarm;
