/**
 * SMTP as such: sessions, verbs, replies, limits, envelopes, content (RFC 5321 and its extensions). Knows what a mail is and when it may
 * be acknowledged; knows no domain, no webhook, and nothing of Jakarta EE: no {@code jakarta.*} import belongs here.
 */
package org.fastsmtp.smtp;
