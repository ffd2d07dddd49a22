package org.fastsmtp.cli.launch;

import java.util.Locale;

/** Which part of the system this process does (CONTRACT section 8.1: {@code --smtp-only} and its siblings). */
public enum Role {
    ALL,
    SMTP,
    API,
    WORKER;

    /** As the server reads it: {@code -Dfastsmtp.role=smtp}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
