package org.fastsmtp.delivery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The delivery log as the API and the command line see it: reading, retry, cancel. Who may do it is decided before. */
public final class DeliveryLog {
    /** What a retry does to a row; followed by a condition. Parameters: now, now. The sweep queues it within a second. */
    static final String RETRY = again(Attempt.MANUAL);

    private final DataSource database;
    private final Clock clock;

    /** How a retry ended. */
    public enum Retried {
        QUEUED,
        NOT_FOUND,
        /** Its status allows none. */
        REFUSED
    }

    /** What has not ended, of one status. */
    public record Waiting(long count, Instant oldest) {}

    public DeliveryLog(DataSource database, Clock clock) {
        this.database = Objects.requireNonNull(database);
        this.clock = Objects.requireNonNull(clock);
    }

    /** The same with the word that the row keeps until the attempt. */
    static String again(String trigger) {
        return "UPDATE delivery_log SET status = 'pending', next_retry_at = ?, due_at = ?, finished_at = NULL, parked = NULL,"
                + " attempts_before_retry = attempts, next_trigger = '" + trigger + "', ticket = ticket + 1";
    }

    /** Newest first. */
    public List<LogEntry> list(LogFilter filter) throws SQLException {
        List<Object> values = new ArrayList<>();
        String where = filter.where(values);
        values.add(filter.limit());
        values.add(filter.offset());
        return entries(LogEntry.SELECT + where + " ORDER BY d.created_at DESC, d.id LIMIT ? OFFSET ?", values);
    }

    private List<LogEntry> entries(String sql, List<?> values) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            bind(select, values);
            List<LogEntry> entries = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    entries.add(LogEntry.of(row));
                }
            }
            return entries;
        }
    }

    public Optional<LogEntry> entry(UUID id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(LogEntry.SELECT + " WHERE d.id = ?")) {
            select.setObject(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(LogEntry.of(row)) : Optional.empty();
            }
        }
    }

    /** The oldest first, of all domains. */
    public List<LogEntry> oldest(DeliveryStatus status, int most) throws SQLException {
        return entries(
                LogEntry.SELECT + " WHERE d.status = ? ORDER BY d.created_at, d.id LIMIT ?",
                List.of(status.word(), most));
    }

    /** What has not ended, by status; one without any is absent. */
    public Map<DeliveryStatus, Waiting> waiting() throws SQLException {
        Map<DeliveryStatus, Waiting> waiting = new EnumMap<>(DeliveryStatus.class);
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT status, COUNT(*), MIN(created_at) FROM delivery_log"
                                + " WHERE status IN ('pending', 'failed', 'quarantined') GROUP BY status");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                waiting.put(
                        DeliveryStatus.of(row.getString(1)).orElseThrow(),
                        new Waiting(
                                row.getLong(2),
                                row.getObject(3, OffsetDateTime.class).toInstant()));
            }
        }
        return waiting;
    }

    /** In order. */
    public List<Attempt> attempts(UUID deliveryId) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT number, started_at, latency_ms, address, status_code, answer, error_class, error, cause"
                                + " FROM attempts WHERE delivery_id = ? ORDER BY number")) {
            select.setObject(1, deliveryId);
            List<Attempt> attempts = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    attempts.add(LogEntry.attempt(row));
                }
            }
            return attempts;
        }
    }

    /** What the rules decided when the mail came, and why: the JSON text stored with the delivery; empty when there is no such row. */
    public Optional<String> decision(UUID deliveryId) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT decision FROM delivery_log WHERE id = ?")) {
            select.setObject(1, deliveryId);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    /** {@code failed} and {@code exhausted} are tried again, {@code quarantined} is released (CONTRACT sections 3.7 and 12). */
    public Retried retry(UUID id) throws SQLException {
        return change(
                id,
                RETRY + " WHERE id = ? AND status IN ('failed', 'exhausted', 'quarantined') AND queued_at IS NULL",
                List.of(now(), now(), id));
    }

    /**
     * The same for many, by one statement.
     *
     * @return how many
     */
    public int retry(LogFilter filter) throws SQLException {
        List<Object> values = new ArrayList<>(List.of(now(), now()));
        String where = filter.where(values);
        return update(
                RETRY + " WHERE id IN (SELECT d.id FROM delivery_log d" + where
                        + " AND d.status IN ('failed', 'exhausted', 'quarantined') AND d.queued_at IS NULL)",
                values);
    }

    /**
     * What was not delivered is not delivered any more, a dead letter included; its attempts stay for whoever looks. An attempt that is
     * under way ends, and its success counts.
     */
    public Retried cancel(UUID id, String reason) throws SQLException {
        return change(
                id,
                "UPDATE delivery_log SET status = 'cancelled', last_error = ?, finished_at = ?, next_retry_at = NULL, due_at = NULL,"
                        + " queued_at = NULL, claimed_until = NULL, claimed_by = NULL, parked = NULL, ticket = ticket + 1"
                        + " WHERE id = ? AND status IN ('pending', 'failed', 'quarantined', 'exhausted')",
                List.of(reason, now(), id));
    }

    private Retried change(UUID id, String sql, List<Object> values) throws SQLException {
        if (update(sql, values) == 1) {
            return Retried.QUEUED;
        }
        Optional<LogEntry> entry = entry(id);
        if (entry.isEmpty()) {
            return Retried.NOT_FOUND;
        }
        // An attempt of a failed one is on its way this moment: that is what was asked for.
        return entry.get().status() == DeliveryStatus.FAILED ? Retried.QUEUED : Retried.REFUSED;
    }

    private int update(String sql, List<Object> values) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            bind(update, values);
            return update.executeUpdate();
        }
    }

    static void bind(PreparedStatement statement, List<?> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            statement.setObject(i + 1, value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
        }
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
