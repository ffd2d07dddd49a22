package org.fastsmtp.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings a database to the schema of this version: {@code db/migration} for all, {@code db/<database>} for what only one can do.
 * Plain Java: the server at its start, the command line and tests use the same.
 */
public final class Schema {
    private static final Map<String, String> H2 = Map.of(
            "uuid", "UUID",
            "json", "CHARACTER VARYING(1048576)",
            "timestamp", "TIMESTAMP(6) WITH TIME ZONE",
            "bytes", "BINARY VARYING(1048576)",
            "text", "CHARACTER VARYING(1048576)",
            "touch", "ON UPDATE CURRENT_TIMESTAMP",
            "stored", "");
    private static final Map<String, String> POSTGRESQL = Map.of(
            "uuid", "UUID",
            "json", "JSONB",
            "timestamp", "TIMESTAMP WITH TIME ZONE",
            "bytes", "BYTEA",
            "text", "TEXT",
            "touch", "",
            "stored", "STORED");

    private final Flyway flyway;

    public Schema(DataSource database) {
        String product = productOf(database);
        boolean h2 = product.equals("H2");
        if (!h2 && !product.equals("PostgreSQL")) {
            throw new IllegalStateException("database " + product + " is not supported");
        }
        flyway = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(database)
                .locations(List.of("classpath:db/migration", h2 ? "classpath:db/h2" : "classpath:db/postgresql")
                        .toArray(String[]::new))
                .failOnMissingLocations(false)
                .placeholders(h2 ? H2 : POSTGRESQL)
                // Others may have tables in the schema before us.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }

    /**
     * Applies what is missing. Safe to call on several nodes at once: Flyway locks.
     *
     * @throws IllegalStateException the database went away meanwhile: again later
     */
    public void migrate() {
        try {
            flyway.migrate();
        } catch (FlywayException e) {
            if (e.getCause() instanceof SQLException sql && isAway(sql)) {
                throw new IllegalStateException("the database went away", e);
            }
            throw e;
        }
    }

    /** Connection, resources, operator's intervention, system: SQLSTATE classes 08, 53, 57, 58. Everything else would fail again. */
    private static boolean isAway(SQLException e) {
        String state = e.getSQLState();
        return state == null || Stream.of("08", "53", "57", "58").anyMatch(state::startsWith);
    }

    /** For {@code db current}, {@code db history}, {@code db validate}. */
    public Flyway flyway() {
        return flyway;
    }

    private static String productOf(DataSource database) {
        try (Connection connection = database.getConnection()) {
            return connection.getMetaData().getDatabaseProductName();
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be reached", e);
        }
    }
}
