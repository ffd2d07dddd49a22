package org.fastsmtp.access;

import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.json.Json;

/** The statements of {@link Authentication}: on the path of every request, so plain JDBC. */
final class KeyRows {
    /** The second half finds rows of the original, which have no digest before their first use. */
    private static final String FIND = """
            SELECT k.id, k.key_digest, k.key_hash, k.key_salt, k.key_prefix, k.scopes, k.expires_at, k.last_used_at, k.is_active,
                   u.id, u.username, u.is_superuser, u.is_active
            FROM api_keys k JOIN users u ON u.id = k.user_id
            WHERE (k.key_digest = ? OR (k.key_prefix = ? AND k.key_digest IS NULL))
              AND k.deleted_at IS NULL AND u.deleted_at IS NULL""";

    private static final String UPGRADE = "UPDATE api_keys SET key_digest = ? WHERE id = ? AND key_digest IS NULL";
    private static final String USED = "UPDATE api_keys SET last_used_at = ? WHERE id = ?";
    /** Rows that share a prefix are accidents; a hundred of them would be an attack on our time. */
    private static final int MOST = 16;

    private final DataSource database;

    KeyRows(DataSource database) {
        this.database = database;
    }

    /** A key with its owner. */
    record Found(
            UUID id,
            Optional<String> digest,
            String hash,
            Optional<String> salt,
            String prefix,
            Set<String> scopes,
            Optional<Instant> expiresAt,
            Optional<Instant> lastUsedAt,
            boolean isActive,
            UUID userId,
            String userName,
            boolean isSuperuser,
            boolean isOwnerActive) {}

    List<Found> find(String digest, String prefix) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setMaxRows(MOST);
            select.setString(1, digest);
            // PostgreSQL takes no NUL in a text; a key has none either.
            select.setString(2, prefix.replace('\0', ' '));
            List<Found> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new Found(
                            row.getObject(1, UUID.class),
                            Optional.ofNullable(row.getString(2)),
                            row.getString(3),
                            Optional.ofNullable(row.getString(4)),
                            row.getString(5),
                            scopes(row.getString(6)),
                            instant(row, 7),
                            instant(row, 8),
                            row.getBoolean(9),
                            row.getObject(10, UUID.class),
                            row.getString(11),
                            row.getBoolean(12),
                            row.getBoolean(13)));
                }
            }
            return found;
        }
    }

    void upgrade(UUID id, String digest) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(UPGRADE)) {
            update.setString(1, digest);
            update.setObject(2, id);
            update.executeUpdate();
        }
    }

    void used(UUID id, Instant now) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(USED)) {
            update.setObject(1, now.atOffset(ZoneOffset.UTC));
            update.setObject(2, id);
            update.executeUpdate();
        }
    }

    /** Null, as the original's migration allows, is no scope at all; what is no text is no scope either. */
    static Set<String> scopes(String json) {
        Set<String> scopes = new LinkedHashSet<>();
        if (json != null) {
            try (JsonReader reader = Json.createReader(new StringReader(json))) {
                JsonValue value = reader.readValue();
                if (value.getValueType() == JsonValue.ValueType.ARRAY) {
                    for (JsonValue scope : value.asJsonArray()) {
                        if (scope instanceof JsonString text) {
                            scopes.add(text.getString());
                        }
                    }
                }
            }
        }
        return scopes;
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
