package org.fastsmtp.commit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes items by JDBC batches. May be called again for the same items after it failed and was rolled back.
 *
 * @param <T> what is stored
 */
@FunctionalInterface
public interface BatchWriter<T> {
    /** Neither commits nor closes {@code connection}. */
    void write(Connection connection, List<T> items) throws SQLException;
}
