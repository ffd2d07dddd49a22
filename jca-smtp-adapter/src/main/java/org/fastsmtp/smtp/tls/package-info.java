/**
 * The server's certificate: read from PEM files, swapped while running, watched for expiry (finding 31). Knows no SMTP.
 */
package org.fastsmtp.smtp.tls;
