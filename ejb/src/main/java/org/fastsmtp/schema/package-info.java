/**
 * The database's schema and its migrations, one source for every supported database. No row type and no query belongs here.
 */
package org.fastsmtp.schema;
