/**
 * Where the content of mail is kept: the database, and S3 where configured. Stores and hands out octets; does not look into them.
 */
package org.fastsmtp.archive;
