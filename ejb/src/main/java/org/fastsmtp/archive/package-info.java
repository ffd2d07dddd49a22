/**
 * Where the content of mail is kept: the database always, and S3 beside it where configured. Stores, names and hands out octets; what they
 * mean, and who gets to see them, is decided elsewhere.
 */
package org.fastsmtp.archive;
