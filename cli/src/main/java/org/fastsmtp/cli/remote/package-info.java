/**
 * {@code fsmtp}, the remote command line: one class for each group of commands, each command one or two requests. It talks to the API and to
 * nothing else, so nothing of the server may be imported here.
 */
package org.fastsmtp.cli.remote;
