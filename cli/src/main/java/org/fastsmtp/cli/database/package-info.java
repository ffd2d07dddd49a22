/** Which database the settings name, in JDBC's words, and how to reach it. No query of a feature belongs here. */
package org.fastsmtp.cli.database;
