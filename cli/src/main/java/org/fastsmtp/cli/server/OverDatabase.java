package org.fastsmtp.cli.server;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.fastsmtp.access.ApiKey;
import org.fastsmtp.access.KeyHash;
import org.fastsmtp.access.NewKey;
import org.fastsmtp.access.Role;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.access.User;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.domain.Changes;
import org.fastsmtp.domain.Domain;
import org.fastsmtp.json.Json;
import org.fastsmtp.smtp.DomainName;
import org.fastsmtp.smtp.InvalidDomainNameException;

/** The database of a stopped server. Each change is one transaction, with its line in the audit log; deletes are soft, as in the server. */
final class OverDatabase implements Administration {
    private final DataSource database;
    private final Clock clock;

    OverDatabase(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public JsonArray users() {
        return inTransaction(sql -> array(sql.users(""), User::json));
    }

    @Override
    public JsonObject createUser(String name, Optional<String> email, boolean superuser) {
        limited(name, "a username");
        return inTransaction(sql -> {
            if (user(sql, name).isPresent()) {
                throw Failure.failed("user '" + name + "' already exists");
            }
            UUID id = UUID.randomUUID();
            sql.update(
                    "INSERT INTO users (id, username, email, is_superuser) VALUES (?, ?, ?, ?)",
                    id,
                    name,
                    email.orElse(null),
                    superuser);
            User made = existingUser(sql, name);
            sql.audit("create", "user", id, Optional.empty(), Optional.empty(), Optional.of(made.forAudit()));
            return made.json();
        });
    }

    @Override
    public void deleteUser(String name) {
        inTransaction(sql -> {
            User user = existingUser(sql, name);
            sql.update("UPDATE users SET deleted_at = ? WHERE id = ?", clock.instant(), user.id());
            sql.update("UPDATE api_keys SET is_active = FALSE WHERE user_id = ?", user.id());
            sql.update("DELETE FROM domain_members WHERE user_id = ?", user.id());
            sql.audit("delete", "user", user.id(), Optional.empty(), Optional.of(user.forAudit()), Optional.empty());
            return user;
        });
    }

    @Override
    public void setSuperuser(String name, boolean superuser) {
        inTransaction(sql -> {
            User before = existingUser(sql, name);
            if (before.isSuperuser() != superuser) {
                sql.update("UPDATE users SET is_superuser = ? WHERE id = ?", superuser, before.id());
                sql.audit(
                        "update",
                        "user",
                        before.id(),
                        Optional.empty(),
                        Optional.of(before.forAudit()),
                        Optional.of(existingUser(sql, name).forAudit()));
            }
            return before;
        });
    }

    @Override
    public JsonObject generateKey(String user, String name, List<String> scopes, Optional<String> expiresAt) {
        limited(name, "a key's name");
        checked(scopes);
        return inTransaction(sql -> {
            UUID owner = existingUser(sql, user).id();
            ApiKey.Made made = make(sql, owner, name, scopes, expiresAt.map(Instant::parse));
            audit(sql, "create", made.key().id(), Optional.of(made.key().forAudit(owner)));
            return made.json();
        });
    }

    @Override
    public JsonArray keys(String user) {
        return inTransaction(sql -> array(keys(sql, user), ApiKey::json));
    }

    @Override
    public void revokeKey(String user, String key) {
        inTransaction(sql -> {
            UUID id = chosen(sql, user, key).id();
            sql.update("UPDATE api_keys SET is_active = FALSE WHERE id = ?", id);
            audit(sql, "revoke", id, Optional.empty());
            return id;
        });
    }

    @Override
    public JsonObject rotateKey(String user, String key, Optional<Duration> grace) {
        return inTransaction(sql -> {
            ApiKey old = chosen(sql, user, key);
            Optional<Instant> end = old.expiresAt();
            Instant now = clock.instant();
            if (end.filter(instant -> !instant.isAfter(now)).isPresent()) {
                throw Failure.failed("the key has expired: make a new one");
            }
            int first =
                    sql.update("UPDATE api_keys SET rotated_at = ? WHERE id = ? AND rotated_at IS NULL", now, old.id());
            if (first == 0) {
                throw Failure.failed("the key has been rotated already: rotate the one that replaced it");
            }
            UUID owner = existingUser(sql, user).id();
            ApiKey.Made made = make(sql, owner, rotated(old.name()), old.scopes(), end);
            audit(sql, "rotate", old.id(), Optional.of(made.key().forAudit(owner)));
            Optional<Instant> until = grace.map(time -> now.plus(time).truncatedTo(ChronoUnit.SECONDS))
                    .map(wanted -> end.filter(wanted::isAfter).orElse(wanted));
            if (until.isPresent()) {
                sql.update("UPDATE api_keys SET expires_at = ? WHERE id = ?", until.get(), old.id());
            } else {
                sql.update("UPDATE api_keys SET is_active = FALSE WHERE id = ?", old.id());
            }
            return new ApiKey.Rotated(made, until).json();
        });
    }

    private static String rotated(String name) {
        String suffix = " (rotated)";
        int room = 255 - suffix.length();
        int length = name.codePointCount(0, name.length());
        return (length <= room ? name : name.substring(0, name.offsetByCodePoints(0, room))) + suffix;
    }

    private static List<ApiKey> keys(Sql sql, String user) throws SQLException {
        return sql.keys(" AND user_id = ?", existingUser(sql, user).id());
    }

    private static ApiKey chosen(Sql sql, String user, String key) throws SQLException {
        List<ApiKey> keys = keys(sql, user);
        String id = KeyChoice.of(array(keys, ApiKey::json), user, key);
        return keys.stream()
                .filter(one -> one.id().toString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static void checked(List<String> scopes) {
        for (String scope : scopes) {
            if (!Scopes.ALL.contains(scope)) {
                throw Failure.failed("unknown scope '" + scope + "'; there are: " + String.join(" ", Scopes.ALL));
            }
        }
    }

    private static ApiKey.Made make(Sql sql, UUID owner, String name, List<String> scopes, Optional<Instant> expiresAt)
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
                Json.createArrayBuilder(scopes).build().toString(),
                expiresAt.orElse(null));
        return new ApiKey.Made(sql.keys(" AND id = ?", id).get(0), key);
    }

    private static void audit(Sql sql, String action, UUID key, Optional<JsonObject> after) throws SQLException {
        sql.audit(action, "api_key", key, Optional.empty(), Optional.empty(), after);
    }

    @Override
    public JsonArray domains() {
        return inTransaction(sql -> array(sql.domains(""), Domain::json));
    }

    @Override
    public JsonObject createDomain(String name) {
        String ascii = ascii(name);
        return inTransaction(sql -> {
            if (domain(sql, ascii).isPresent()) {
                throw Failure.failed("domain '" + ascii + "' already exists");
            }
            UUID id = UUID.randomUUID();
            sql.update("INSERT INTO domains (id, domain_name) VALUES (?, ?)", id, ascii);
            Changes.routingMoved(sql::update);
            Domain made = existingDomain(sql, name);
            sql.audit("create", "domain", id, Optional.of(id), Optional.empty(), Optional.of(made.forAudit()));
            return made.json();
        });
    }

    @Override
    public void deleteDomain(String name) {
        inTransaction(sql -> {
            Domain domain = existingDomain(sql, name);
            UUID id = domain.id();
            Instant now = clock.instant();
            sql.update("UPDATE domains SET deleted_at = ? WHERE id = ?", now, id);
            Changes.domainDeleted(sql::update, id, now);
            sql.audit("delete", "domain", id, Optional.of(id), Optional.of(domain.forAudit()), Optional.empty());
            return id;
        });
    }

    @Override
    public void addMember(String domain, String user, String role) {
        if (!Role.WORDS.contains(role.toLowerCase(Locale.ROOT))) {
            throw Failure.failed("'" + role + "' is no role: owner, admin or member");
        }
        Role wanted = Role.of(role);
        inTransaction(sql -> {
            UUID domainId = existingDomain(sql, domain).id();
            UUID userId = existingUser(sql, user).id();
            if (role(sql, domainId, userId).isPresent()) {
                throw Failure.failed("user '" + user + "' is a member of '" + domain + "' already");
            }
            sql.update(
                    "INSERT INTO domain_members (id, user_id, domain_id, role) VALUES (?, ?, ?, ?)",
                    UUID.randomUUID(),
                    userId,
                    domainId,
                    wanted.word());
            sql.audit(
                    "create",
                    "member",
                    userId,
                    Optional.of(domainId),
                    Optional.empty(),
                    Optional.of(wanted.forAudit()));
            return userId;
        });
    }

    @Override
    public void removeMember(String domain, String user) {
        inTransaction(sql -> {
            UUID domainId = existingDomain(sql, domain).id();
            UUID userId = existingUser(sql, user).id();
            Role before = role(sql, domainId, userId)
                    .orElseThrow(() -> Failure.failed("user '" + user + "' is no member of '" + domain + "'"));
            sql.update("DELETE FROM domain_members WHERE domain_id = ? AND user_id = ?", domainId, userId);
            sql.audit(
                    "delete",
                    "member",
                    userId,
                    Optional.of(domainId),
                    Optional.of(before.forAudit()),
                    Optional.empty());
            return userId;
        });
    }

    private static Optional<Role> role(Sql sql, UUID domainId, UUID userId) throws SQLException {
        return sql
                .list(
                        "SELECT role FROM domain_members WHERE domain_id = ? AND user_id = ?",
                        row -> Role.of(row.getString(1)),
                        domainId,
                        userId)
                .stream()
                .findFirst();
    }

    @Override
    public long cleanup(Instant cutoff, boolean dryRun, LongConsumer progress) {
        return new Cleanup(database, progress).run(cutoff, dryRun);
    }

    @Override
    public void close() {}

    private static Optional<User> user(Sql sql, String name) throws SQLException {
        return sql.users(" AND username = ?", name).stream().findFirst();
    }

    private static User existingUser(Sql sql, String name) throws SQLException {
        return user(sql, name).orElseThrow(() -> Failure.failed("no user '" + name + "'"));
    }

    private static Optional<Domain> domain(Sql sql, String ascii) throws SQLException {
        return sql.domains(" AND domain_name = ?", ascii).stream().findFirst();
    }

    private static Domain existingDomain(Sql sql, String name) throws SQLException {
        return domain(sql, ascii(name)).orElseThrow(() -> Failure.failed("no domain '" + name + "'"));
    }

    private static <T> JsonArray array(List<T> rows, Function<T, JsonObject> json) {
        return Json.createArrayBuilder(rows.stream().map(json).toList()).build();
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
