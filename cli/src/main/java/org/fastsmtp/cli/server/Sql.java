package org.fastsmtp.cli.server;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.access.NewKey;

/** Statements on one connection, and rows as the API shows them. */
record Sql(Connection connection) {
    JsonArray rows(String query, Object... parameters) throws SQLException {
        JsonArrayBuilder rows = Json.createArrayBuilder();
        try (PreparedStatement select = prepared(query, parameters);
                ResultSet row = select.executeQuery()) {
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                JsonObjectBuilder object = Json.createObjectBuilder();
                for (int i = 1; i <= columns; i++) {
                    String name = row.getMetaData().getColumnLabel(i).toLowerCase(Locale.ROOT);
                    Object value = row.getObject(i);
                    if (value == null) {
                        object.addNull(name);
                    } else if (value instanceof Boolean flag) {
                        object.add(name, flag);
                    } else {
                        object.add(name, value.toString());
                    }
                }
                rows.add(object);
            }
        }
        return rows.build();
    }

    /** The active keys of a user as the API shows them. */
    JsonArray keys(UUID userId) throws SQLException {
        JsonArrayBuilder keys = Json.createArrayBuilder();
        try (PreparedStatement select = prepared(
                        "SELECT id, name, scopes, key_prefix, expires_at, last_used_at FROM api_keys"
                                + " WHERE user_id = ? AND is_active = TRUE AND deleted_at IS NULL ORDER BY created_at, id",
                        userId);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                JsonObjectBuilder key = Json.createObjectBuilder()
                        .add("id", row.getObject(1, UUID.class).toString())
                        .add("name", row.getString(2))
                        .add("scopes", parsed(row.getString(3)))
                        .add("key_prefix", row.getString(4));
                add(key, "expires_at", row.getObject(5, OffsetDateTime.class));
                add(key, "last_used_at", row.getObject(6, OffsetDateTime.class));
                keys.add(key.add("is_active", true));
            }
        }
        return keys.build();
    }

    /** Null, as the original's rows may have it, is no scope. */
    private static JsonArray parsed(String scopes) {
        if (scopes == null) {
            return JsonValue.EMPTY_JSON_ARRAY;
        }
        try (JsonReader reader = Json.createReader(new StringReader(scopes))) {
            return reader.readValue() instanceof JsonArray array ? array : JsonValue.EMPTY_JSON_ARRAY;
        }
    }

    private static void add(JsonObjectBuilder object, String name, OffsetDateTime time) {
        if (time == null) {
            object.addNull(name);
        } else {
            object.add(name, time.toInstant().toString());
        }
    }

    Optional<UUID> id(String query, Object... parameters) throws SQLException {
        try (PreparedStatement select = prepared(query, parameters);
                ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
        }
    }

    int update(String statement, Object... parameters) throws SQLException {
        try (PreparedStatement update = prepared(statement, parameters)) {
            return update.executeUpdate();
        }
    }

    /** Whoever may open the database is root; the address is this machine. */
    void audit(String action, String target, UUID id, Optional<UUID> domain, Map<String, ?> after) throws SQLException {
        JsonObjectBuilder change = Json.createObjectBuilder();
        after.forEach((name, value) -> {
            if (value instanceof Boolean flag) {
                change.add(name, flag);
            } else {
                change.add(name, value.toString());
            }
        });
        update(
                "INSERT INTO audit_log (id, actor, client_ip, action, target, target_id, domain_id, after_change)"
                        + " VALUES (?, 'root', '127.0.0.1', ?, ?, ?, ?, ?)",
                UUID.randomUUID(),
                action,
                target,
                id,
                domain.orElse(null),
                change.build().toString());
    }

    static JsonArray array(List<String> values) {
        return Json.createArrayBuilder(values).build();
    }

    static JsonObject key(UUID id, NewKey key, String name, List<String> scopes, Optional<String> expiresAt) {
        JsonObjectBuilder object = Json.createObjectBuilder()
                .add("id", id.toString())
                .add("name", name)
                .add("scopes", array(scopes))
                .add("key_prefix", key.prefix());
        expiresAt.ifPresentOrElse(instant -> object.add("expires_at", instant), () -> object.addNull("expires_at"));
        return object.add("key", key.text()).build();
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
