package org.fastsmtp.delivery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.fastsmtp.alarm.Alarm;
import org.fastsmtp.alarm.AlarmRows;
import org.fastsmtp.commit.BatchWriter;

/**
 * Stores outcomes, many in one transaction: a batch of each of four statements at most, whatever the number of deliveries (finding 14).
 * A ticket is used up with every outcome: a queue message that comes again finds another number and sends nothing.
 */
final class OutcomeRows implements BatchWriter<Finished> {
    /** An answer counts, whatever happened to the row meanwhile; only what is delivered already stays. */
    private static final String DELIVERED = """
            UPDATE delivery_log SET status = 'delivered', attempts = ?, last_status_code = ?, last_error = NULL, delivered_at = ?,
              finished_at = ?, next_retry_at = NULL, queued_at = NULL, claimed_until = NULL, claimed_by = NULL, due_at = NULL, parked = NULL, next_trigger = 'schedule',
              instance_id = ?, ticket = ticket + 1
            WHERE id = ? AND status <> 'delivered'""";

    /** A cancelled row stays cancelled; its attempt is kept. */
    private static final String FAILED = """
            UPDATE delivery_log SET status = ?, attempts = ?, last_status_code = ?, last_error = ?, finished_at = ?, next_retry_at = ?,
              due_at = ?, queued_at = NULL, claimed_until = NULL, claimed_by = NULL, parked = NULL, next_trigger = 'schedule', instance_id = ?, ticket = ticket + 1
            WHERE id = ? AND attempts = ? AND status IN ('pending', 'failed')""";

    private static final String WITHOUT_ATTEMPT = """
            UPDATE delivery_log SET status = COALESCE(?, status), last_error = COALESCE(?, last_error), finished_at = ?,
              next_retry_at = CASE WHEN CAST(? AS VARCHAR(64)) IS NULL THEN NULL ELSE next_retry_at END, due_at = NULL,
              queued_at = NULL, claimed_until = NULL, claimed_by = NULL, parked = ?, ticket = ticket + 1
            WHERE id = ? AND ticket = ? AND status IN ('pending', 'failed')""";

    private static final String ATTEMPT = """
            INSERT INTO attempts (delivery_id, number, started_at, latency_ms, address, status_code, answer, error_class, error, cause)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private final String instanceId;
    private final Clock clock;

    OutcomeRows(String instanceId, Clock clock) {
        this.instanceId = Objects.requireNonNull(instanceId);
        this.clock = Objects.requireNonNull(clock);
    }

    @Override
    public void write(Connection connection, List<Finished> items) throws SQLException {
        // In one order everywhere: two writers of overlapping rows would otherwise wait for each other.
        List<Finished> ordered = new ArrayList<>(items);
        ordered.sort((a, b) -> a.delivery().id().compareTo(b.delivery().id()));
        batch(connection, DELIVERED, ordered, item -> item.outcome() instanceof Outcome.Delivered, this::delivered);
        batch(
                connection,
                FAILED,
                ordered,
                item -> item.outcome() instanceof Outcome.Deferred || item.outcome() instanceof Outcome.Exhausted,
                this::failed);
        batch(
                connection,
                WITHOUT_ATTEMPT,
                ordered,
                item -> item.outcome() instanceof Outcome.Parked || item.outcome() instanceof Outcome.Cancelled,
                this::withoutAttempt);
        batch(connection, ATTEMPT, ordered, item -> item.attempt().isPresent(), OutcomeRows::attempt);
        List<Alarm> alarms = new ArrayList<>();
        ordered.forEach(item -> alarms.addAll(item.alarms()));
        AlarmRows.insert(connection, alarms);
    }

    private void delivered(PreparedStatement update, Finished item) throws SQLException {
        Attempt attempt = item.attempt().orElseThrow();
        OffsetDateTime now = time(clock.instant());
        update.setInt(1, attempt.number());
        setInt(update, 2, attempt.status());
        update.setObject(3, now);
        update.setObject(4, now);
        update.setString(5, instanceId);
        update.setObject(6, item.delivery().id());
    }

    private void failed(PreparedStatement update, Finished item) throws SQLException {
        Attempt attempt = item.attempt().orElseThrow();
        Optional<Instant> next =
                item.outcome() instanceof Outcome.Deferred deferred ? Optional.of(deferred.next()) : Optional.empty();
        update.setString(1, (next.isPresent() ? DeliveryStatus.FAILED : DeliveryStatus.EXHAUSTED).word());
        update.setInt(2, attempt.number());
        setInt(update, 3, attempt.status());
        update.setString(4, attempt.error().orElse(null));
        setTime(update, 5, next.isPresent() ? Optional.empty() : Optional.of(clock.instant()));
        setTime(update, 6, next);
        setTime(update, 7, next);
        update.setString(8, instanceId);
        update.setObject(9, item.delivery().id());
        update.setInt(10, attempt.number() - 1);
    }

    private void withoutAttempt(PreparedStatement update, Finished item) throws SQLException {
        Optional<String> reason = item.outcome() instanceof Outcome.Cancelled cancelled
                ? Optional.of(cancelled.reason())
                : Optional.empty();
        String parked = reason.isPresent()
                ? null
                : EndpointKey.of(item.delivery().webhookUrl()).digest();
        update.setString(1, reason.isPresent() ? DeliveryStatus.CANCELLED.word() : null);
        update.setString(2, reason.orElse(null));
        setTime(update, 3, reason.map(text -> clock.instant()));
        update.setString(4, parked);
        update.setString(5, parked);
        update.setObject(6, item.delivery().id());
        update.setInt(7, item.delivery().ticket());
    }

    private static void attempt(PreparedStatement insert, Finished item) throws SQLException {
        Attempt attempt = item.attempt().orElseThrow();
        insert.setObject(1, item.delivery().id());
        insert.setInt(2, attempt.number());
        insert.setObject(3, time(attempt.startedAt()));
        insert.setInt(4, (int) Math.min(Integer.MAX_VALUE, attempt.latency().toMillis()));
        insert.setString(5, attempt.address().orElse(null));
        setInt(insert, 6, attempt.status());
        insert.setString(7, attempt.answer().orElse(null));
        insert.setString(8, attempt.errorClass().orElse(null));
        insert.setString(9, attempt.error().orElse(null));
        insert.setString(10, attempt.cause());
    }

    private static void batch(
            Connection connection,
            String sql,
            List<Finished> items,
            java.util.function.Predicate<Finished> which,
            Binding binding)
            throws SQLException {
        List<Finished> chosen = items.stream().filter(which).toList();
        if (chosen.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Finished item : chosen) {
                binding.bind(statement, item);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void setInt(PreparedStatement statement, int at, Optional<Integer> value) throws SQLException {
        if (value.isPresent()) {
            statement.setInt(at, value.get());
        } else {
            statement.setNull(at, Types.INTEGER);
        }
    }

    private static void setTime(PreparedStatement statement, int at, Optional<Instant> value) throws SQLException {
        if (value.isPresent()) {
            statement.setObject(at, time(value.get()));
        } else {
            statement.setNull(at, Types.TIMESTAMP_WITH_TIMEZONE);
        }
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    @FunctionalInterface
    private interface Binding {
        void bind(PreparedStatement statement, Finished item) throws SQLException;
    }
}
