package org.fastsmtp.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SchemaTest {
    private final DataSource database = TestDatabase.fresh();

    @Test
    void migrating_twice_changes_nothing() {
        new Schema(database).migrate();

        assertThat(new Schema(database).flyway().info().pending()).isEmpty();
    }

    @Test
    @DisplayName("finding 29: the id of root cannot be stored")
    void refuses_the_id_of_root() {
        assertThatThrownBy(() ->
                        run("INSERT INTO users (id, username) VALUES ('ffffffff-ffff-ffff-ffff-ffffffffffff', 'root')"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    @DisplayName("finding 11: one catch-all for each domain, and Bob is bob")
    void refuses_a_second_catch_all_and_a_second_spelling() throws SQLException {
        UUID domain = domain("example.com");
        recipient(domain, null);
        recipient(domain, "bob");

        assertThatThrownBy(() -> recipient(domain, null)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> recipient(domain, "BOB")).isInstanceOf(SQLException.class);
    }

    @Test
    @DisplayName("finding 8: a deleted name can be used again")
    void a_deleted_name_is_free() throws SQLException {
        domain("example.com");
        run("UPDATE domains SET deleted_at = CURRENT_TIMESTAMP");

        domain("example.com");

        assertThatThrownBy(() -> domain("example.com")).isInstanceOf(SQLException.class);
    }

    @Test
    @DisplayName("finding 22: the database moves updated_at")
    void an_update_by_hand_moves_updated_at() throws SQLException {
        UUID domain = domain("example.com");
        run("UPDATE domains SET updated_at = TIMESTAMP WITH TIME ZONE '2020-01-01 00:00:00Z' WHERE id = '" + domain
                + "'");

        run("UPDATE domains SET is_enabled = FALSE WHERE id = '" + domain + "'");

        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT updated_at FROM domains")) {
            rows.next();
            assertThat(rows.getObject(1, OffsetDateTime.class).getYear()).isGreaterThan(2020);
        }
    }

    private UUID domain(String name) throws SQLException {
        UUID id = UUID.randomUUID();
        run("INSERT INTO domains (id, domain_name) VALUES ('" + id + "', '" + name + "')");
        return id;
    }

    private void recipient(UUID domain, String localPart) throws SQLException {
        run("INSERT INTO recipients (id, domain_id, local_part, webhook_url) VALUES ('" + UUID.randomUUID() + "', '"
                + domain + "', " + (localPart == null ? "NULL" : "'" + localPart + "'") + ", 'https://example.com/')");
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
