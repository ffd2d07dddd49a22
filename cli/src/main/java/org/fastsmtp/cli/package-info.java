/**
 * The command lines, one jar with two tools: {@code fastsmtp} beside the server and {@code fsmtp} over HTTP. Here is only what both share:
 * how a command ends, what it prints and on which stream. No command and nothing of the server belongs here.
 */
package org.fastsmtp.cli;
