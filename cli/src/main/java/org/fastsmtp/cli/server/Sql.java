package org.fastsmtp.cli.server;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.access.ApiKey;
import org.fastsmtp.access.User;
import org.fastsmtp.domain.Domain;
import org.fastsmtp.domain.DomainFlags;
import org.fastsmtp.json.Json;

/** Statements on one connection, rows as the application's own records, lines of the audit log. */
record Sql(Connection connection) {
    /** Reads a row that is there. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> list(String query, Reader<T> reader, Object... parameters) throws SQLException {
        List<T> found = new ArrayList<>();
        try (PreparedStatement select = prepared(query, parameters);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.add(reader.read(row));
            }
        }
        return found;
    }

    /** Those that are not deleted, by name. @param more conditions, each with {@code AND} before it */
    List<User> users(String more, Object... parameters) throws SQLException {
        return list(
                "SELECT id, username, email, is_active, is_superuser, created_at, updated_at FROM users"
                        + " WHERE deleted_at IS NULL" + more + " ORDER BY username",
                row -> new User(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        Optional.ofNullable(row.getString(3)),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        time(row, 6).orElseThrow(),
                        time(row, 7).orElseThrow()),
                parameters);
    }

    /** As {@link #users}. */
    List<Domain> domains(String more, Object... parameters) throws SQLException {
        return list(
                "SELECT id, domain_name, is_enabled, verify_dkim, verify_spf, reject_dkim_fail, reject_spf_fail,"
                        + " preserve_raw_message, created_at, updated_at FROM domains WHERE deleted_at IS NULL" + more
                        + " ORDER BY domain_name",
                row -> new Domain(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getBoolean(3),
                        new DomainFlags(flag(row, 4), flag(row, 5), flag(row, 6), flag(row, 7), flag(row, 8)),
                        time(row, 9).orElseThrow(),
                        time(row, 10).orElseThrow()),
                parameters);
    }

    /** The active ones, oldest first. @param more as of {@link #users} */
    List<ApiKey> keys(String more, Object... parameters) throws SQLException {
        return list(
                "SELECT id, name, scopes, key_prefix, expires_at, last_used_at, created_at FROM api_keys"
                        + " WHERE is_active = TRUE AND deleted_at IS NULL" + more + " ORDER BY created_at, id",
                row -> new ApiKey(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        scopes(row.getString(3)),
                        row.getString(4),
                        time(row, 5),
                        time(row, 6),
                        true,
                        time(row, 7).orElseThrow()),
                parameters);
    }

    /** Null, as the original's rows may have it, is no scope. */
    private static List<String> scopes(String json) {
        if (json == null) {
            return List.of();
        }
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readValue() instanceof JsonArray array ? array.getValuesAs(JsonString::getString) : List.of();
        }
    }

    private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static Optional<Boolean> flag(ResultSet row, int column) throws SQLException {
        boolean flag = row.getBoolean(column);
        return row.wasNull() ? Optional.empty() : Optional.of(flag);
    }

    int update(String statement, Object... parameters) throws SQLException {
        try (PreparedStatement update = prepared(statement, parameters)) {
            return update.executeUpdate();
        }
    }

    /** Whoever may open the database is root; the address is this machine. */
    void audit(
            String action,
            String target,
            UUID id,
            Optional<UUID> domain,
            Optional<JsonObject> before,
            Optional<JsonObject> after)
            throws SQLException {
        update(
                "INSERT INTO audit_log"
                        + " (id, actor, client_ip, action, target, target_id, domain_id, before_change, after_change)"
                        + " VALUES (?, 'root', '127.0.0.1', ?, ?, ?, ?, ?, ?)",
                UUID.randomUUID(),
                action,
                target,
                id,
                domain.orElse(null),
                before.map(JsonObject::toString).orElse(null),
                after.map(JsonObject::toString).orElse(null));
    }

    private PreparedStatement prepared(String statement, Object... parameters) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement);
        for (int i = 0; i < parameters.length; i++) {
            Object value = parameters[i];
            prepared.setObject(i + 1, value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
        }
        return prepared;
    }
}
