/**
 * The form in which a mail waits on the queue {@code inbound}: its envelope and origin, then its octets, and where these lie while they are worked on.
 * Plain octets; knows no JMS.
 */
package org.fastsmtp.mail;
