package org.fastsmtp.cli.launch;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.cli.database.DatabaseAddress;

/** A look at PostgreSQL before the start: absent is a warning, as mail is accepted without it; unfit for two-phase commit is the end. */
final class PostgresqlCheck {
    private PostgresqlCheck() {}

    /**
     * @return a warning when it cannot be asked
     * @throws Failure when it can, and refuses prepared transactions
     */
    static Optional<String> warning(DatabaseAddress database) {
        Properties properties = new Properties();
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password());
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("socketTimeout", "5");
        properties.setProperty("loginTimeout", "5");
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), properties);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW max_prepared_transactions")) {
            row.next();
            if (row.getInt(1) == 0) {
                throw Failure.failed("PostgreSQL runs with max_prepared_transactions = 0, but queue and database are"
                        + " committed together in two phases: set max_prepared_transactions = 100 in postgresql.conf"
                        + " and restart PostgreSQL");
            }
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(reason(e.getSQLState() == null ? "" : e.getSQLState())
                    + "; mail is accepted and waits on local disk until it can be used");
        }
    }

    private static String reason(String state) {
        if (state.startsWith("28")) {
            return "PostgreSQL refuses the user or the password";
        }
        if (state.equals("3D000")) {
            return "PostgreSQL has no database of that name";
        }
        return "PostgreSQL cannot be reached (SQL state " + (state.isEmpty() ? "unknown" : state) + ")";
    }
}
