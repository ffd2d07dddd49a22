package org.fastsmtp.delivery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Rows of {@code endpoints}: only those that ever failed have one. */
final class EndpointRows {
    private EndpointRows() {}

    /** By digest, those that are not in good health. */
    static Map<EndpointKey, Endpoint.Health> read(DataSource database) throws SQLException {
        Map<EndpointKey, Endpoint.Health> found = new HashMap<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT url_digest, url, failing_since, warned_at, disabled_at FROM endpoints"
                                + " WHERE failing_since IS NOT NULL OR disabled_at IS NOT NULL");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.put(
                        new EndpointKey(row.getString(1), row.getString(2)),
                        new Endpoint.Health(time(row, 3), time(row, 4), time(row, 5)));
            }
        }
        return found;
    }

    /** Neither commits nor closes. */
    static void save(Connection connection, EndpointKey key, Endpoint.Health health, String reason)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE endpoints SET failing_since = ?, warned_at = ?, disabled_at = ?, disabled_reason = ? WHERE url_digest = ?")) {
            bind(update, health, reason);
            update.setString(5, key.digest());
            if (update.executeUpdate() > 0) {
                return;
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO endpoints (failing_since, warned_at, disabled_at, disabled_reason, url_digest, url) VALUES (?, ?, ?, ?, ?, ?)")) {
            bind(insert, health, reason);
            insert.setString(5, key.digest());
            insert.setString(6, key.url());
            insert.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, Endpoint.Health health, String reason) throws SQLException {
        bind(statement, 1, health.failingSince());
        bind(statement, 2, health.warnedAt());
        bind(statement, 3, health.disabledAt());
        statement.setString(4, health.disabledAt().isPresent() ? reason : null);
    }

    private static void bind(PreparedStatement statement, int at, Optional<Instant> time) throws SQLException {
        statement.setObject(
                at, time.map(instant -> instant.atOffset(ZoneOffset.UTC)).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE);
    }

    private static Optional<Instant> time(ResultSet row, int at) throws SQLException {
        return Optional.ofNullable(row.getObject(at, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
