/**
 * What happens before the server starts: settings are checked, the data directory is made and its keys with it, ports and database are looked
 * at, and the server's command line is written. Knows nothing of mail; nothing here runs inside the server.
 */
package org.fastsmtp.cli.launch;
