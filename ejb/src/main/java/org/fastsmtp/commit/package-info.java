/**
 * Commits what many threads finished at the same time in one database transaction: one group for all stages ({@link
 * org.fastsmtp.commit.Committer}). Plain JDBC outside JTA; knows no feature, no row and no queue, so no other package of this application may be
 * imported here.
 */
package org.fastsmtp.commit;
