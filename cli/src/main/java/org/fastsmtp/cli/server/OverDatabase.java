package org.fastsmtp.cli.server;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.fastsmtp.access.KeyHash;
import org.fastsmtp.access.NewKey;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.smtp.DomainName;
import org.fastsmtp.smtp.InvalidDomainNameException;

/** The database of a stopped server. Each change is one transaction, with its line in the audit log; deletes are soft, as in the server. */
final class OverDatabase implements Administration {
    private static final String USERS = "SELECT id, username, email, is_active, is_superuser FROM users"
            + " WHERE deleted_at IS NULL ORDER BY username";
    private static final String DOMAINS = "SELECT id, domain_name, is_enabled, verify_dkim, verify_spf FROM domains"
            + " WHERE deleted_at IS NULL ORDER BY domain_name";

    private final DataSource database;
    private final Clock clock;

    OverDatabase(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public JsonArray users() {
        return inTransaction(sql -> sql.rows(USERS));
    }

    @Override
    public JsonObject createUser(String name, Optional<String> email, boolean superuser) {
        limited(name, "a username");
        return inTransaction(sql -> {
            if (userId(sql, name).isPresent()) {
                throw Failure.failed("user '" + name + "' already exists");
            }
            UUID id = UUID.randomUUID();
            sql.update(
                    "INSERT INTO users (id, username, email, is_superuser) VALUES (?, ?, ?, ?)",
                    id,
                    name,
                    email.orElse(null),
                    superuser);
            sql.audit("create", "user", id, Optional.empty(), Map.of("username", name, "is_superuser", superuser));
            return sql.rows("SELECT id, username, email, is_active, is_superuser FROM users WHERE id = ?", id)
                    .getJsonObject(0);
        });
    }

    @Override
    public void deleteUser(String name) {
        inTransaction(sql -> {
            UUID id = existingUser(sql, name);
            sql.update("UPDATE users SET deleted_at = ? WHERE id = ?", clock.instant(), id);
            sql.update("UPDATE api_keys SET is_active = FALSE WHERE user_id = ?", id);
            sql.update("DELETE FROM domain_members WHERE user_id = ?", id);
            sql.audit("delete", "user", id, Optional.empty(), Map.of("username", name));
            return id;
        });
    }

    @Override
    public void setSuperuser(String name, boolean superuser) {
        inTransaction(sql -> {
            UUID id = existingUser(sql, name);
            sql.update("UPDATE users SET is_superuser = ? WHERE id = ?", superuser, id);
            sql.audit("update", "user", id, Optional.empty(), Map.of("is_superuser", superuser));
            return id;
        });
    }

    @Override
    public JsonObject generateKey(String user, String name, List<String> scopes, Optional<String> expiresAt) {
        limited(name, "a key's name");
        checked(scopes);
        return inTransaction(sql -> make(sql, existingUser(sql, user), name, scopes, expiresAt, "create"));
    }

    @Override
    public JsonArray keys(String user) {
        return inTransaction(sql -> keys(sql, user));
    }

    @Override
    public void revokeKey(String user, String key) {
        inTransaction(sql -> {
            UUID id = UUID.fromString(KeyChoice.of(keys(sql, user), user, key));
            sql.update("UPDATE api_keys SET is_active = FALSE WHERE id = ?", id);
            sql.audit("revoke", "api_key", id, Optional.empty(), Map.of());
            return id;
        });
    }

    @Override
    public JsonObject rotateKey(String user, String key, Optional<Duration> grace) {
        return inTransaction(sql -> {
            JsonArray keys = keys(sql, user);
            String id = KeyChoice.of(keys, user, key);
            JsonObject old = keys.stream()
                    .map(JsonValue::asJsonObject)
                    .filter(row -> row.getString("id").equals(id))
                    .findFirst()
                    .orElseThrow();
            Optional<Instant> end = old.isNull("expires_at")
                    ? Optional.empty()
                    : Optional.of(Instant.parse(old.getString("expires_at")));
            Instant now = clock.instant();
            if (end.filter(instant -> !instant.isAfter(now)).isPresent()) {
                throw Failure.failed("the key has expired: make a new one");
            }
            int first = sql.update(
                    "UPDATE api_keys SET rotated_at = ? WHERE id = ? AND rotated_at IS NULL", now, UUID.fromString(id));
            if (first == 0) {
                throw Failure.failed("the key has been rotated already: rotate the one that replaced it");
            }
            JsonObject made = make(
                    sql,
                    existingUser(sql, user),
                    rotated(old.getString("name")),
                    old.getJsonArray("scopes").getValuesAs(JsonString::getString),
                    end.map(Instant::toString),
                    "rotate");
            if (grace.isEmpty()) {
                sql.update("UPDATE api_keys SET is_active = FALSE WHERE id = ?", UUID.fromString(id));
                return made;
            }
            Instant wanted = now.plus(grace.get()).truncatedTo(ChronoUnit.SECONDS);
            Instant until = end.filter(wanted::isAfter).orElse(wanted);
            sql.update("UPDATE api_keys SET expires_at = ? WHERE id = ?", until, UUID.fromString(id));
            return Json.createObjectBuilder(made)
                    .add("previous_key_valid_until", until.toString())
                    .build();
        });
    }

    private static String rotated(String name) {
        String suffix = " (rotated)";
        int room = 255 - suffix.length();
        int length = name.codePointCount(0, name.length());
        return (length <= room ? name : name.substring(0, name.offsetByCodePoints(0, room))) + suffix;
    }

    private static JsonArray keys(Sql sql, String user) throws SQLException {
        return sql.keys(existingUser(sql, user));
    }

    private static void checked(List<String> scopes) {
        for (String scope : scopes) {
            if (!Scopes.ALL.contains(scope)) {
                throw Failure.failed("unknown scope '" + scope + "'; there are: " + String.join(" ", Scopes.ALL));
            }
        }
    }

    private static JsonObject make(
            Sql sql, UUID owner, String name, List<String> scopes, Optional<String> expiresAt, String action)
            throws SQLException {
        NewKey key = NewKey.make(new SecureRandom());
        // The original's form: the server accepts it and upgrades it at the first use, with a key of its own that may
        // be elsewhere.
        KeyHash hash = KeyHash.of(key.text());
        UUID id = UUID.randomUUID();
        sql.update(
                "INSERT INTO api_keys (id, user_id, key_hash, key_salt, key_prefix, name, scopes, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                owner,
                hash.hash(),
                hash.salt(),
                key.prefix(),
                name,
                Sql.array(scopes).toString(),
                expiresAt.map(Instant::parse).orElse(null));
        sql.audit(action, "api_key", id, Optional.empty(), Map.of("name", name, "user_id", owner.toString()));
        return Sql.key(id, key, name, scopes, expiresAt);
    }

    @Override
    public JsonArray domains() {
        return inTransaction(sql -> sql.rows(DOMAINS));
    }

    @Override
    public JsonObject createDomain(String name) {
        String ascii = ascii(name);
        return inTransaction(sql -> {
            if (domainId(sql, ascii).isPresent()) {
                throw Failure.failed("domain '" + ascii + "' already exists");
            }
            UUID id = UUID.randomUUID();
            sql.update("INSERT INTO domains (id, domain_name) VALUES (?, ?)", id, ascii);
            routingChanged(sql);
            sql.audit("create", "domain", id, Optional.of(id), Map.of("domain_name", ascii));
            return sql.rows("SELECT id, domain_name, is_enabled, verify_dkim, verify_spf FROM domains WHERE id = ?", id)
                    .getJsonObject(0);
        });
    }

    @Override
    public void deleteDomain(String name) {
        inTransaction(sql -> {
            UUID id = existingDomain(sql, name);
            Instant now = clock.instant();
            sql.update("UPDATE recipients SET deleted_at = ? WHERE domain_id = ? AND deleted_at IS NULL", now, id);
            sql.update("UPDATE domains SET deleted_at = ? WHERE id = ?", now, id);
            routingChanged(sql);
            sql.audit("delete", "domain", id, Optional.of(id), Map.of("domain_name", ascii(name)));
            return id;
        });
    }

    @Override
    public void addMember(String domain, String user, String role) {
        String word = role.toLowerCase(Locale.ROOT);
        if (!List.of("owner", "admin", "member").contains(word)) {
            throw Failure.failed("'" + role + "' is no role: owner, admin or member");
        }
        inTransaction(sql -> {
            UUID domainId = existingDomain(sql, domain);
            UUID userId = existingUser(sql, user);
            if (!sql.rows("SELECT id FROM domain_members WHERE domain_id = ? AND user_id = ?", domainId, userId)
                    .isEmpty()) {
                throw Failure.failed("user '" + user + "' is a member of '" + domain + "' already");
            }
            UUID id = UUID.randomUUID();
            sql.update(
                    "INSERT INTO domain_members (id, user_id, domain_id, role) VALUES (?, ?, ?, ?)",
                    id,
                    userId,
                    domainId,
                    word);
            sql.audit("create", "member", userId, Optional.of(domainId), Map.of("role", word));
            return id;
        });
    }

    @Override
    public void removeMember(String domain, String user) {
        inTransaction(sql -> {
            UUID domainId = existingDomain(sql, domain);
            UUID userId = existingUser(sql, user);
            if (sql.update("DELETE FROM domain_members WHERE domain_id = ? AND user_id = ?", domainId, userId) == 0) {
                throw Failure.failed("user '" + user + "' is no member of '" + domain + "'");
            }
            sql.audit("delete", "member", userId, Optional.of(domainId), Map.of());
            return userId;
        });
    }

    @Override
    public long cleanup(Instant cutoff, boolean dryRun, LongConsumer progress) {
        return new Cleanup(database, progress).run(cutoff, dryRun);
    }

    @Override
    public void close() {}

    private static Optional<UUID> userId(Sql sql, String name) throws SQLException {
        return sql.id("SELECT id FROM users WHERE username = ? AND deleted_at IS NULL", name);
    }

    private static UUID existingUser(Sql sql, String name) throws SQLException {
        return userId(sql, name).orElseThrow(() -> Failure.failed("no user '" + name + "'"));
    }

    private static Optional<UUID> domainId(Sql sql, String ascii) throws SQLException {
        return sql.id("SELECT id FROM domains WHERE domain_name = ? AND deleted_at IS NULL", ascii);
    }

    private static UUID existingDomain(Sql sql, String name) throws SQLException {
        return domainId(sql, ascii(name)).orElseThrow(() -> Failure.failed("no domain '" + name + "'"));
    }

    /** Running nodes on the same database notice. */
    private static void routingChanged(Sql sql) throws SQLException {
        sql.update("UPDATE changes SET version = version + 1 WHERE topic = 'routing'");
    }

    private static String ascii(String name) {
        try {
            return DomainName.parse(name).ascii();
        } catch (InvalidDomainNameException e) {
            throw Failure.failed("'" + name + "' is no domain name: " + e.getMessage());
        }
    }

    private static void limited(String text, String what) {
        if (text.isBlank() || text.length() > 255) {
            throw Failure.failed(what + " has 1 to 255 characters");
        }
    }

    private <T> T inTransaction(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T done = work.with(new Sql(connection));
                connection.commit();
                return done;
            } finally {
                // After a commit nothing is left to roll back.
                connection.rollback();
            }
        } catch (SQLException e) {
            throw Failure.failed("the database failed (SQL state " + e.getSQLState() + ")");
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T with(Sql sql) throws SQLException;
    }
}
