package org.fastsmtp.access;

import java.sql.SQLException;

/** Tells a broken unique constraint from other failures, on every database. */
public final class Duplicates {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final int MARIADB_DUPLICATE_ENTRY = 1062;
    private static final int MOST_CAUSES = 20;

    private Duplicates() {}

    public static boolean isDuplicate(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
            if (cause instanceof SQLException sql
                    && (UNIQUE_VIOLATION.equals(sql.getSQLState()) || sql.getErrorCode() == MARIADB_DUPLICATE_ENTRY)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
