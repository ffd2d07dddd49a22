package org.fastsmtp.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** CONTRACT section 7, but for {@code delivery_log.payload}, which is made anew for every reader. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "users | username email is_active is_superuser deleted_at",
                "api_keys | user_id key_hash key_salt key_prefix name scopes expires_at last_used_at is_active deleted_at",
                "domains | domain_name is_enabled verify_dkim verify_spf reject_dkim_fail reject_spf_fail"
                        + " preserve_raw_message deleted_at",
                "domain_members | user_id domain_id role",
                "recipients | domain_id local_part webhook_url webhook_headers is_enabled deleted_at",
                "rulesets | domain_id name priority stop_on_match is_enabled",
                "rules | ruleset_id order field operator value case_sensitive action webhook_url_override add_tags"
                        + " preserve_raw",
                "delivery_log | domain_id message_id recipient_id webhook_url payload_hash status attempts next_retry_at"
                        + " last_error last_status_code instance_id delivered_at dkim_result spf_result",
            })
    void has_the_columns_of_the_contract(String table, String columns) throws SQLException {
        Set<String> found = new HashSet<>();
        try (Connection connection = database.getConnection();
                ResultSet row = connection.getMetaData().getColumns(null, null, table.toUpperCase(Locale.ROOT), null)) {
            while (row.next()) {
                found.add(row.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
            }
        }

        assertThat(found).contains("id", "created_at", "updated_at").contains(columns.split(" "));
    }

    @Test
    void refuses_a_word_that_no_enum_has() throws SQLException {
        UUID domain = domain("example.com");
        UUID other = UUID.randomUUID();
        run("INSERT INTO users (id, username) VALUES ('" + other + "', 'u')");
        run("INSERT INTO rulesets (id, domain_id, name) VALUES ('" + other + "', '" + domain + "', 'r')");
        String member = "INSERT INTO domain_members (id, user_id, domain_id, role) VALUES ('" + other + "', '" + other
                + "', '" + domain + "', '%s')";
        String rule = "INSERT INTO rules (id, ruleset_id, \"order\", field, operator, value, action) VALUES ('" + other
                + "', '" + other + "', 0, 'subject', '%s', 'x', '%s')";

        for (String wrong :
                new String[] {member.formatted("king"), rule.formatted("is", "drop"), rule.formatted("equals", "burn")
                }) {
            assertThatThrownBy(() -> run(wrong))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refusal -> assertThat(refusal.getSQLState()).isEqualTo("23513"));
        }
        run(member.formatted("owner"));
        run(rule.formatted("equals", "drop"));
    }

    @Test
    @DisplayName("finding 22: on PostgreSQL too every table that has updated_at has the trigger that moves it")
    void every_updated_at_has_its_trigger() throws IOException {
        String triggers = text("/db/postgresql/V1_1__touch.sql");
        Matcher table = Pattern.compile("CREATE TABLE (\\w+) \\((.*?)\\n\\);", Pattern.DOTALL)
                .matcher(text("/db/migration/V1__schema.sql"));
        int tables = 0;
        while (table.find()) {
            if (table.group(2).contains("updated_at")) {
                assertThat(triggers).contains("BEFORE UPDATE ON " + table.group(1) + " ");
                tables++;
            }
        }
        assertThat(tables).isGreaterThan(8);
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = SchemaTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
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
