package org.fastsmtp.retention;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.schema.TestDatabase;

/** A database with mails and deliveries of chosen age and state. */
final class RetentionFixture {
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    static final Instant CUTOFF = NOW.minus(Duration.ofDays(90));

    final DataSource database = TestDatabase.fresh();

    UUID mail(Duration age) {
        UUID id = UUID.randomUUID();
        update("""
                INSERT INTO mails (id, received_at, session_id, client_ip, helo, reverse_path, envelope_to, message_id,
                  message_id_generated, size_octets, sha256, verdicts, head)
                VALUES (?, ?, 's', '192.0.2.1', 'mx', '', '[]', 'm', FALSE, 1, '00', '{}', X'00')""", id, at(age));
        update("INSERT INTO mail_chunks (mail_id, number, octets) VALUES (?, 1, X'00')", id);
        return id;
    }

    /** A delivery with one attempt, which ended {@code age} ago when its state is final. */
    UUID delivery(UUID mail, String status, Duration age) {
        boolean isFinal = !status.equals("pending") && !status.equals("failed") && !status.equals("quarantined");
        UUID id = UUID.randomUUID();
        update("""
                INSERT INTO delivery_log (id, mail_id, message_id, recipient, webhook_url, payload_hash, status, instance_id, decision,
                  endpoint, finished_at, created_at)
                VALUES (?, ?, 'm', 'bob@example.com', 'https://example.com', '00', ?, 'node', '{}', 'e', ?, ?)""", id, mail, status, isFinal ? at(age) : null, at(age));
        update(
                "INSERT INTO attempts (delivery_id, number, started_at, latency_ms, cause) VALUES (?, 1, ?, 1, 'schedule')",
                id,
                at(age));
        return id;
    }

    void object(UUID mail, String key, Duration age) {
        update(
                "INSERT INTO stored_objects (id, mail_id, kind, bucket, object_key, size_octets, created_at)"
                        + " VALUES (?, ?, 'raw', 'bucket', ?, 1, ?)",
                UUID.randomUUID(),
                mail,
                key,
                at(age));
    }

    static OffsetDateTime at(Duration age) {
        return NOW.minus(age).atOffset(ZoneOffset.UTC);
    }

    int update(String sql, Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long count(String table) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT COUNT(*) FROM " + table);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean has(UUID delivery) {
        return count("delivery_log WHERE id = '" + delivery + "'") == 1;
    }
}
