package org.fastsmtp.cli;

/** How a command prints its data. */
public enum Format {
    TABLE,
    JSON
}
