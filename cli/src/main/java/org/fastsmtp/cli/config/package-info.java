/** The remote command line's configuration file: its profiles, where it lies, and what the environment says over it. No command belongs here. */
package org.fastsmtp.cli.config;
