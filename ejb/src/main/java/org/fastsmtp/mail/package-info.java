/**
 * The form in which a mail waits on the queue {@code inbound}: its envelope and origin, then its octets. Plain octets; knows no JMS.
 */
package org.fastsmtp.mail;
