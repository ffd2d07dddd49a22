/**
 * Domains and recipients: what is configured, and its copy in memory that mail is routed by. Rows stay in here: other features see
 * records. Nothing of HTTP or SMTP sessions belongs here.
 */
package org.fastsmtp.domain;
