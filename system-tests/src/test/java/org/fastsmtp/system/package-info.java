/**
 * The assembled server from outside: SMTP in, HTTP out, its own command lines and signals. Nothing of the application is imported here.
 */
package org.fastsmtp.system;
