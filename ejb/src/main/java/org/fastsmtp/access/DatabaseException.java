package org.fastsmtp.access;

import java.sql.SQLException;

/** The database did not do what it was asked; the cause says why. Temporary, like every unknown failure. */
public final class DatabaseException extends RuntimeException {
    public DatabaseException(SQLException cause) {
        super(cause);
    }
}
