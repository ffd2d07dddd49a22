package org.fastsmtp.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.schema.TestDatabase;
import org.fastsmtp.settings.Secrets;
import org.fastsmtp.settings.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AuthenticationTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final DataSource database = TestDatabase.fresh();
    private final List<String> statements = new ArrayList<>();
    private final Secrets secrets = new Secrets("test");
    private final Authentication authentication = new Authentication(
            watched(), secrets, new RootKey("the root key"), Settings.of(Map.of()), Clock.fixed(NOW, ZoneOffset.UTC));
    private final UUID user = UUID.randomUUID();
    private final String key = NewKey.make(new SecureRandom()).text();

    @BeforeEach
    void a_user() throws SQLException {
        run("INSERT INTO users (id, username) VALUES (?, 'alice')", user);
    }

    @Test
    void knows_a_key_and_its_owner() throws SQLException {
        UUID id = stored(key, Optional.of(secrets.digest(key)));

        Caller caller = accepted(key);

        assertThat(caller.id()).isEqualTo(user);
        assertThat(caller.name()).isEqualTo("alice");
        assertThat(caller.keyId()).contains(id);
        assertThat(caller.keyPrefix()).contains(key.substring(0, 12));
        assertThat(caller.hasScope(Scopes.LOGS_READ)).isTrue();
        assertThat(caller.hasScope(Scopes.RULES_READ)).isFalse();
    }

    @Test
    @DisplayName("finding 29: root needs no database and is no row")
    void root_needs_no_database() {
        assertThat(accepted("the root key").isRoot()).isTrue();
        assertThat(statements).isEmpty();
    }

    @Test
    @DisplayName("finding 6: one statement for a key that is known, unknown, revoked or malformed")
    void hit_and_miss_cost_the_same() throws SQLException {
        UUID id = stored(key, Optional.of(secrets.digest(key)));
        accepted(key); // last use is written once in a minute
        run("UPDATE api_keys SET last_used_at = ? WHERE id = ?", at(NOW), id);

        assertThat(statementsOf(key)).hasSize(1);
        List<String> hit = statementsOf(key);
        assertThat(statementsOf("fsmtp_unknown")).isEqualTo(hit);
        assertThat(statementsOf("")).isEqualTo(hit);
        assertThat(statementsOf("ü\0€")).isEqualTo(hit);
        run("UPDATE api_keys SET is_active = FALSE WHERE id = ?", id);
        assertThat(statementsOf(key)).isEqualTo(hit);
    }

    @Test
    @DisplayName("finding 6: a key of the original is verified its way once, then found by its digest")
    void upgrades_a_key_of_the_original() throws SQLException {
        UUID id = stored(key, Optional.empty());

        assertThat(accepted(key).keyId()).contains(id);
        assertThat(text("SELECT key_digest FROM api_keys")).isEqualTo(secrets.digest(key));
        assertThat(accepted(key).keyId()).contains(id);
        assertThat(authentication.verify(key.substring(0, 20), "::1"))
                .isInstanceOf(Authentication.Verdict.Refused.class);
    }

    @Test
    void takes_a_legacy_key_without_salt() throws Exception {
        UUID id = stored(key, Optional.empty());
        String hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        run("UPDATE api_keys SET key_salt = NULL, key_hash = ? WHERE id = ?", hash, id);

        assertThat(accepted(key).keyId()).contains(id);
    }

    @Test
    void refuses_in_the_order_of_the_contract() throws SQLException {
        UUID id = stored(key, Optional.of(secrets.digest(key)));
        assertThat(refused("fsmtp_other")).isEqualTo(Authentication.Refusal.UNKNOWN);
        run("UPDATE users SET is_active = FALSE");
        assertThat(refused(key)).isEqualTo(Authentication.Refusal.OWNER_INACTIVE);
        run("UPDATE api_keys SET expires_at = ? WHERE id = ?", at(NOW), id);
        assertThat(refused(key)).isEqualTo(Authentication.Refusal.EXPIRED);
        run("UPDATE api_keys SET is_active = FALSE WHERE id = ?", id);
        assertThat(refused(key)).isEqualTo(Authentication.Refusal.INACTIVE);
    }

    @Test
    @DisplayName("finding 8: the key of a deleted user is worth nothing")
    void refuses_the_key_of_a_deleted_user() throws SQLException {
        stored(key, Optional.of(secrets.digest(key)));
        run("UPDATE users SET deleted_at = ?", at(NOW));

        assertThat(refused(key)).isEqualTo(Authentication.Refusal.UNKNOWN);
    }

    @Test
    void writes_the_last_use_at_most_once_in_a_minute() throws SQLException {
        UUID id = stored(key, Optional.of(secrets.digest(key)));
        run("UPDATE api_keys SET last_used_at = ? WHERE id = ?", at(NOW.minus(Duration.ofSeconds(59))), id);
        assertThat(statementsOf(key)).hasSize(1);
        run("UPDATE api_keys SET last_used_at = ? WHERE id = ?", at(NOW.minus(Duration.ofSeconds(61))), id);
        assertThat(statementsOf(key)).hasSize(2);
    }

    private Caller accepted(String presented) {
        return ((Authentication.Verdict.Accepted) authentication.verify(presented, "203.0.113.7")).caller();
    }

    private Authentication.Refusal refused(String presented) {
        return ((Authentication.Verdict.Refused) authentication.verify(presented, "203.0.113.7")).reason();
    }

    private List<String> statementsOf(String presented) {
        statements.clear();
        authentication.verify(presented, "203.0.113.7");
        return List.copyOf(statements);
    }

    private UUID stored(String text, Optional<String> digest) throws SQLException {
        UUID id = UUID.randomUUID();
        KeyHash hash = KeyHash.of(text);
        run(
                "INSERT INTO api_keys (id, user_id, key_hash, key_salt, key_prefix, key_digest, name, scopes)"
                        + " VALUES (?, ?, ?, ?, ?, ?, 'k', '[\"logs:read\"]')",
                id,
                user,
                hash.hash(),
                hash.salt(),
                text.substring(0, 12),
                digest.orElse(null));
        return id;
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private void run(String sql, Object... values) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                var row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    /** The database, noting every statement. */
    private DataSource watched() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, args) -> {
                    Connection connection = database.getConnection();
                    return Proxy.newProxyInstance(
                            getClass().getClassLoader(), new Class<?>[] {Connection.class}, (same, call, values) -> {
                                if (call.getName().equals("prepareStatement")) {
                                    statements.add((String) values[0]);
                                }
                                return call.invoke(connection, values);
                            });
                });
    }
}
