package org.fastsmtp.cli.launch;

import java.util.Locale;

/** Which part of the system this process does (CONTRACT section 8.1: {@code --smtp-only} and its siblings). */
public enum Role {
    ALL,
    SMTP,
    API,
    WORKER;

    /** As health reads it: {@code -Dfastsmtp.role=smtp}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether this process does a stage of the server, one of {@code intake understand deliver}: {@code -Dfastsmtp.<stage>}. */
    boolean does(String stage) {
        return switch (this) {
            case ALL -> true;
            case SMTP -> !stage.equals("deliver");
            case WORKER -> stage.equals("deliver");
            case API -> false;
        };
    }
}
