package org.fastsmtp.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.sql.DataSource;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.schema.Schema;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverDatabaseTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private DataSource database;
    private OverDatabase administration;

    @BeforeEach
    void open() {
        database = JdbcConnectionPool.create(
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;NON_KEYWORDS=VALUE", "sa", "");
        new Schema(database).migrate();
        administration = new OverDatabase(database, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void users_come_and_go_and_their_names_can_be_used_again() throws SQLException {
        JsonObject made = administration.createUser("alice", Optional.of("a@b"), true);
        assertThat(made.getString("email")).isEqualTo("a@b");
        assertThat(made.getBoolean("is_superuser")).isTrue();
        assertThatThrownBy(() -> administration.createUser("alice", Optional.empty(), false))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("already exists");
        administration.setSuperuser("alice", false);
        assertThat(administration.users().getJsonObject(0).get("is_superuser")).isEqualTo(JsonValue.FALSE);

        assertThat(administration.users().getJsonObject(0).keySet())
                .containsExactly("id", "username", "email", "is_active", "is_superuser", "created_at", "updated_at");

        administration.deleteUser("alice");

        assertThat(administration.users()).isEmpty();
        assertThat(number("SELECT COUNT(*) FROM users WHERE deleted_at IS NOT NULL"))
                .isEqualTo(1);
        assertThatThrownBy(() -> administration.deleteUser("alice")).hasMessageContaining("no user 'alice'");
        administration.createUser("alice", Optional.empty(), false);
    }

    @Test
    void a_key_is_stored_in_the_originals_form_and_never_in_clear() throws Exception {
        administration.createUser("alice", Optional.empty(), false);
        JsonObject made =
                administration.generateKey("alice", "ci", List.of("rules:read"), Optional.of("2027-01-01T00:00:00Z"));
        String key = made.getString("key");

        assertThat(key).matches("fsmtp_[A-Za-z0-9_-]{43}");
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT * FROM api_keys");
                ResultSet row = select.executeQuery()) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString("key_prefix")).isEqualTo(key.substring(0, 12));
            assertThat(row.getString("key_digest")).isNull();
            assertThat(row.getString("scopes")).isEqualTo("[\"rules:read\"]");
            assertThat(row.getString("key_hash")).isEqualTo(pbkdf2(key, row.getString("key_salt")));
        }
    }

    @Test
    void a_key_is_rotated_with_or_without_grace_and_only_an_active_one() throws SQLException {
        administration.createUser("alice", Optional.empty(), false);
        String end = "2027-01-01T00:00:00Z";
        String old = administration
                .generateKey("alice", "ci", List.of("rules:read"), Optional.of(end))
                .getString("key");
        String prefix = old.substring(0, 12);

        JsonObject second = administration.rotateKey("alice", prefix, Optional.of(Duration.ofHours(24)));
        assertThat(second.getString("previous_key_valid_until"))
                .isEqualTo(NOW.plus(Duration.ofHours(24)).toString());
        assertThat(second.getString("expires_at")).isEqualTo(end);
        assertThat(second.getString("name")).isEqualTo("ci (rotated)");
        assertThat(administration.keys("alice")).hasSize(2);

        assertThatThrownBy(() -> administration.rotateKey("alice", prefix, Optional.of(Duration.ofDays(1))))
                .hasMessageContaining("rotated already");
        assertThat(administration.keys("alice")).hasSize(2);
        administration.rotateKey("alice", second.getString("id"), Optional.empty());
        assertThat(administration.keys("alice")).hasSize(2);
        assertThatThrownBy(() -> administration.rotateKey("alice", second.getString("id"), Optional.empty()))
                .hasMessageContaining("no active key");

        administration.revokeKey("alice", prefix);
        assertThat(administration.keys("alice")).hasSize(1);
        assertThat(number("SELECT COUNT(*) FROM audit_log WHERE action IN ('rotate', 'revoke')"))
                .isEqualTo(3);
        assertThat(number("SELECT COUNT(*) FROM audit_log a JOIN api_keys k ON k.id = a.target_id"
                        + " WHERE a.action = 'rotate' AND k.name = 'ci' AND a.after_change LIKE '%ci (rotated)%'"))
                .as("names the key that was rotated, and what became of it")
                .isEqualTo(1);
    }

    @Test
    void an_expired_key_is_not_rotated() {
        administration.createUser("alice", Optional.empty(), false);
        String id = administration
                .generateKey("alice", "ci", List.of(), Optional.of(NOW.toString()))
                .getString("id");

        assertThatThrownBy(() -> administration.rotateKey("alice", id, Optional.empty()))
                .hasMessageContaining("expired");
    }

    @Test
    void an_unknown_scope_is_named() {
        administration.createUser("alice", Optional.empty(), false);
        assertThatThrownBy(() -> administration.generateKey("alice", "ci", List.of("everything"), Optional.empty()))
                .hasMessageContaining("'everything'")
                .hasMessageContaining("rules:read");
    }

    @Test
    @DisplayName("finding 9: both spellings of a name are one domain")
    void names_of_domains_are_normalised() {
        assertThat(administration.createDomain("Тест.COM").getString("domain_name"))
                .isEqualTo("xn--e1aybc.com");
        assertThatThrownBy(() -> administration.createDomain("xn--e1aybc.com")).hasMessageContaining("already exists");
        administration.deleteDomain("тест.com");
        assertThat(administration.domains()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "-a.com", "a..b", "under_score.com", "☃.com", "*.example.com"})
    void what_is_no_name_is_refused(String name) {
        assertThatThrownBy(() -> administration.createDomain(name))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("is no domain name");
    }

    @Test
    void deleting_a_domain_cancels_what_waits_hides_its_recipients_and_running_nodes_notice() throws SQLException {
        administration.createDomain("example.com");
        long before = number("SELECT version FROM changes WHERE topic = 'routing'");
        execute(
                "INSERT INTO recipients (id, domain_id, webhook_url) SELECT RANDOM_UUID(), id, 'https://x/' FROM domains");
        for (String status : List.of("pending", "failed", "quarantined", "delivered", "dropped")) {
            delivery(status, Duration.ofHours(1), 1);
        }
        execute("UPDATE delivery_log SET domain_id = (SELECT id FROM domains)");
        execute("UPDATE delivery_log SET finished_at = NULL, next_retry_at = created_at"
                + " WHERE status IN ('pending', 'failed', 'quarantined')");
        delivery("pending", Duration.ofHours(1), 1);

        administration.deleteDomain("example.com");

        assertThat(number("SELECT COUNT(*) FROM recipients WHERE deleted_at IS NULL"))
                .isZero();
        assertThat(
                        number(
                                "SELECT COUNT(*) FROM delivery_log WHERE status = 'cancelled'"
                                        + " AND last_error = 'the domain was deleted' AND finished_at IS NOT NULL AND next_retry_at IS NULL"))
                .as("what waited or was held, of this domain")
                .isEqualTo(3);
        assertThat(number("SELECT COUNT(*) FROM delivery_log WHERE status IN ('pending', 'delivered', 'dropped')"))
                .isEqualTo(3);
        assertThat(number("SELECT version FROM changes WHERE topic = 'routing'"))
                .isGreaterThan(before);
        administration.createDomain("example.com");
    }

    @Test
    void members_are_added_once_and_with_a_role_that_exists() {
        administration.createUser("alice", Optional.empty(), false);
        administration.createDomain("example.com");
        assertThatThrownBy(() -> administration.addMember("example.com", "alice", "king"))
                .hasMessageContaining("owner, admin or member");
        administration.addMember("example.com", "alice", "owner");
        assertThatThrownBy(() -> administration.addMember("example.com", "alice", "member"))
                .hasMessageContaining("already");
        administration.removeMember("example.com", "alice");
        assertThatThrownBy(() -> administration.removeMember("example.com", "alice"))
                .hasMessageContaining("no member");
        assertThatThrownBy(() -> administration.addMember("other.com", "alice", "member"))
                .hasMessageContaining("no domain");
        assertThatThrownBy(() -> administration.addMember("example.com", "bob", "member"))
                .hasMessageContaining("no user");
    }

    @Test
    void every_change_is_in_the_audit_log_and_a_failed_one_is_not() throws SQLException {
        administration.createUser("alice", Optional.empty(), false);
        administration.createDomain("example.com");
        administration.addMember("example.com", "alice", "owner");
        String key = administration
                .generateKey("alice", "k", List.of(), Optional.empty())
                .getString("key");
        assertThatThrownBy(() -> administration.createUser("alice", Optional.empty(), false))
                .isInstanceOf(Failure.class);
        assertThat(number("SELECT COUNT(*) FROM audit_log WHERE actor = 'root'"))
                .isEqualTo(4);
        assertThat(number("SELECT COUNT(*) FROM audit_log WHERE after_change LIKE '%" + key + "%'"))
                .isZero();
    }

    @Test
    @DisplayName("finding 18: cleanup removes what is final and old, in whatever number, and nothing else")
    void cleanup_keeps_what_is_not_final() throws SQLException {
        for (String status :
                List.of("pending", "delivered", "failed", "exhausted", "quarantined", "dropped", "cancelled")) {
            delivery(status, Duration.ofDays(100), 2);
            delivery(status, Duration.ofHours(1), 1);
        }
        Instant cutoff = NOW.minus(Duration.ofDays(90));

        assertThat(administration.cleanup(cutoff, true, gone -> {})).isEqualTo(8);
        assertThat(number("SELECT COUNT(*) FROM delivery_log")).isEqualTo(21);
        List<Long> told = new ArrayList<>();
        assertThat(administration.cleanup(cutoff, false, told::add)).isEqualTo(8);
        assertThat(told).containsExactly(8L);
        assertThat(number("SELECT COUNT(*) FROM delivery_log")).isEqualTo(13);
        assertThat(number("SELECT COUNT(*) FROM mails")).isEqualTo(13);
        assertThat(number("SELECT COUNT(*) FROM delivery_log WHERE status IN ('pending', 'failed', 'quarantined')"))
                .isEqualTo(9);
        assertThat(administration.cleanup(cutoff, false, gone -> {})).isZero();
    }

    private void delivery(String status, Duration age, int count) throws SQLException {
        String at = "TIMESTAMP WITH TIME ZONE '"
                + NOW.minus(age).toString().replace("T", " ").replace("Z", "+00:00") + "'";
        for (int i = 0; i < count; i++) {
            UUID mail = UUID.randomUUID();
            execute(
                    "INSERT INTO mails (id, received_at, session_id, client_ip, helo, reverse_path, envelope_to, message_id,"
                            + " message_id_generated, size_octets, sha256, verdicts, head) VALUES ('" + mail + "', "
                            + at
                            + ", 's', '127.0.0.1', 'h', '', '[]', '<a@b>', FALSE, 1, 'x', '{}', X'00')");
            execute(
                    "INSERT INTO delivery_log (id, mail_id, message_id, recipient, webhook_url, endpoint, payload_hash, status, instance_id,"
                            + " finished_at, decision, created_at) VALUES ('" + UUID.randomUUID() + "', '" + mail
                            + "', '<a@b>', 'r', 'https://x/', 'x', 'x', '" + status + "', 'i', " + at + ", '{}', " + at
                            + ")");
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.executeUpdate();
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String pbkdf2(String key, String salt) throws Exception {
        PBEKeySpec spec = new PBEKeySpec(key.toCharArray(), HexFormat.of().parseHex(salt), 100_000, 256);
        return HexFormat.of()
                .formatHex(SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                        .generateSecret(spec)
                        .getEncoded());
    }
}
