/**
 * A mail's content understood: headers, bodies and attachments of RFC 5322 and MIME, whole or broken. Plain Java that reads octets and
 * decides nothing; no envelope, no rule, no webhook belongs here.
 */
package org.fastsmtp.message;
