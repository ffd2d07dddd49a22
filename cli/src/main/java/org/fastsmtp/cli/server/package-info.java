/**
 * {@code fastsmtp}, the command line beside the server: works through the API while the server runs and on the database while it does not. No
 * rule of the application is written here a second time.
 */
package org.fastsmtp.cli.server;
