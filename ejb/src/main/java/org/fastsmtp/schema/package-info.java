/**
 * The database's schema and its migrations, one source for every supported database, and how a statement gets its values. No row type and no
 * query belongs here.
 */
package org.fastsmtp.schema;
