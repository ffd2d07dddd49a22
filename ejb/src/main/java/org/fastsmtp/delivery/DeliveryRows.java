package org.fastsmtp.delivery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;

/** Writes new rows of {@code delivery_log}: what intake calls in its own transaction. */
public final class DeliveryRows {
    /** How long the sweep trusts that a queued row has its message on the queue. */
    static final Duration QUEUE_LEASE = Duration.ofMinutes(5);

    private static final String INSERT = """
            INSERT INTO delivery_log (id, mail_id, domain_id, recipient_id, message_id, recipient, webhook_url, is_override,
              payload_hash, status, last_error, instance_id, dkim_result, spf_result, decision, endpoint,
              next_retry_at, queued_at, due_at, finished_at, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private final Clock clock;

    public DeliveryRows(Clock clock) {
        this.clock = Objects.requireNonNull(clock);
    }

    /**
     * One JDBC batch; neither commits nor closes. After the commit the tickets of the pending ones ({@link NewDelivery#ticket}) go to the
     * queue; should that fail, the sweep finds the rows and queues them.
     */
    public void insert(Connection connection, List<NewDelivery> deliveries) throws SQLException {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (NewDelivery delivery : deliveries) {
                bind(insert, delivery, now);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void bind(PreparedStatement insert, NewDelivery delivery, OffsetDateTime now) throws SQLException {
        boolean isQueued = delivery.status().isOpen();
        int at = 1;
        insert.setObject(at++, delivery.id());
        insert.setObject(at++, delivery.mailId());
        insert.setObject(at++, delivery.domainId().orElse(null));
        insert.setObject(at++, delivery.recipientId().orElse(null));
        insert.setString(at++, delivery.messageId());
        insert.setString(at++, delivery.recipient());
        insert.setString(at++, delivery.webhookUrl());
        insert.setBoolean(at++, delivery.isOverride());
        insert.setString(at++, delivery.payloadHash());
        insert.setString(at++, delivery.status().word());
        insert.setString(at++, delivery.lastError().orElse(null));
        insert.setString(at++, delivery.instanceId());
        insert.setString(at++, delivery.dkimResult());
        insert.setString(at++, delivery.spfResult());
        insert.setString(at++, delivery.decision());
        insert.setString(at++, EndpointKey.of(delivery.webhookUrl()).digest());
        insert.setObject(at++, isQueued ? now : null);
        insert.setObject(at++, isQueued ? now : null);
        insert.setObject(at++, isQueued ? now.plus(QUEUE_LEASE) : null);
        insert.setObject(at++, delivery.status().isFinal() ? now : null);
        insert.setObject(at++, now);
        insert.setObject(at, now);
    }
}
