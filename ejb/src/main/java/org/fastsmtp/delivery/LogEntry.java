package org.fastsmtp.delivery;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** A row of the delivery log, CONTRACT section 1.8. */
public record LogEntry(
        UUID id,
        Optional<UUID> domainId,
        UUID mailId,
        String messageId,
        Optional<UUID> recipientId,
        String recipient,
        String webhookUrl,
        String payloadHash,
        DeliveryStatus status,
        int attempts,
        Optional<Instant> nextRetryAt,
        Optional<String> lastError,
        Optional<Integer> lastStatusCode,
        String instanceId,
        Optional<Instant> deliveredAt,
        Optional<String> dkimResult,
        Optional<String> spfResult,
        Instant createdAt,
        Instant updatedAt) {
    static final String SELECT = """
            SELECT d.id, d.domain_id, d.mail_id, d.message_id, d.recipient_id, d.recipient, d.webhook_url, d.payload_hash, d.status,
              d.attempts, d.next_retry_at, d.last_error, d.last_status_code, d.instance_id, d.delivered_at, d.dkim_result, d.spf_result,
              d.created_at, d.updated_at
            FROM delivery_log d""";

    public LogEntry {
        Objects.requireNonNull(id);
        Objects.requireNonNull(status);
    }

    static LogEntry of(ResultSet row) throws SQLException {
        int code = row.getInt("last_status_code");
        Optional<Integer> lastStatusCode = row.wasNull() ? Optional.empty() : Optional.of(code);
        return new LogEntry(
                row.getObject("id", UUID.class),
                Optional.ofNullable(row.getObject("domain_id", UUID.class)),
                row.getObject("mail_id", UUID.class),
                row.getString("message_id"),
                Optional.ofNullable(row.getObject("recipient_id", UUID.class)),
                row.getString("recipient"),
                row.getString("webhook_url"),
                row.getString("payload_hash"),
                DeliveryStatus.of(row.getString("status")).orElseThrow(),
                row.getInt("attempts"),
                instant(row, "next_retry_at"),
                Optional.ofNullable(row.getString("last_error")),
                lastStatusCode,
                row.getString("instance_id"),
                instant(row, "delivered_at"),
                Optional.ofNullable(row.getString("dkim_result")),
                Optional.ofNullable(row.getString("spf_result")),
                instant(row, "created_at").orElseThrow(),
                instant(row, "updated_at").orElseThrow());
    }

    static Attempt attempt(ResultSet row) throws SQLException {
        int code = row.getInt("status_code");
        Optional<Integer> status = row.wasNull() ? Optional.empty() : Optional.of(code);
        return new Attempt(
                row.getInt("number"),
                instant(row, "started_at").orElseThrow(),
                Duration.ofMillis(row.getLong("latency_ms")),
                Optional.ofNullable(row.getString("address")),
                status,
                Optional.ofNullable(row.getString("answer")),
                Optional.ofNullable(row.getString("error_class")),
                Optional.ofNullable(row.getString("error")),
                row.getString("cause"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
