/**
 * The listener: sockets, sessions, verbs, content, and what they count. SubEthaSMTP hosts the sessions (accepts, gives a thread, keeps the
 * set of them); the dialogue is our own, because the library's loop flushes each reply, reads single octets, matches verbs by four letters,
 * answers without enhanced codes and knows no deadline but that of one read. Nothing of JCA and no rule of the application belongs here.
 */
package org.fastsmtp.smtp.listener;
