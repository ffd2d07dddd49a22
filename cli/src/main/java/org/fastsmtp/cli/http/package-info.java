/** Requests to the API and what their answers mean for a command. Knows no command and prints nothing. */
package org.fastsmtp.cli.http;
