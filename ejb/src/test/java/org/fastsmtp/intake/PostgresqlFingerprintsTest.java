package org.fastsmtp.intake;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.fastsmtp.schema.TestPostgresql;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** As in the server, with several connections at work: what two nodes write at once, PostgreSQL orders in another way than H2. */
class PostgresqlFingerprintsTest extends FingerprintsContract {
    private static TestPostgresql postgresql;

    @BeforeAll
    static void begin() {
        postgresql = new TestPostgresql();
    }

    @AfterAll
    static void end() {
        postgresql.close();
    }

    @Override
    DataSource database() {
        try (Connection connection = postgresql.database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE mails, delivery_log, fingerprints, repeats CASCADE");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return postgresql.database();
    }
}
