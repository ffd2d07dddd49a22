package org.fastsmtp.delivery;

import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.alarm.Alarm;
import org.fastsmtp.alarm.AlarmRows;
import org.fastsmtp.json.Json;
import org.fastsmtp.mail.QueuedMail;

/**
 * The dead-letter queue made visible: rows that keep the message, so that it can be redriven. A ticket of {@code delivery} needs no such
 * row: the delivery's own is the truth, and the sweep queues it again.
 */
public final class DeadLetters {
    private static final int CHUNK = 262_144;
    private static final int LONGEST_REASON = 255;
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final DataSource database;
    private final Clock clock;

    /** How many wait for somebody. */
    public record Counts(long deliveries, long messages) {}

    public DeadLetters(DataSource database, Clock clock) {
        this.database = Objects.requireNonNull(database);
        this.clock = Objects.requireNonNull(clock);
    }

    /**
     * Row, body and alarm in one transaction. A message that is kept already changes nothing.
     *
     * @param id made from the queue message's id
     */
    public void keep(UUID id, Optional<UUID> mailId, String queue, String reason, InputStream body)
            throws SQLException, IOException {
        if (find(id).isPresent()) {
            return;
        }
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                insert(connection, id, mailId, queue, reason);
                insertBody(connection, id, body);
                AlarmRows.insert(connection, List.of(alarm(id, mailId, queue, reason)));
                connection.commit();
            } catch (SQLException | IOException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** The ticket of a message that was given up: its delivery, if still open, is queued again after a pause. */
    public void release(Ticket ticket) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE delivery_log SET queued_at = NULL, due_at = ?, ticket = ticket + 1"
                                + " WHERE id = ? AND ticket = ? AND status IN ('pending', 'failed')")) {
            update.setObject(1, now().plus(PAUSE));
            update.setObject(2, ticket.deliveryId());
            update.setInt(3, ticket.number());
            update.executeUpdate();
        }
    }

    public Optional<DeadLetter> find(UUID id) throws SQLException {
        return select("WHERE id = ?", id).stream().findFirst();
    }

    /** Both kinds that wait for somebody, the last that died first. */
    public List<DeadEntry> waiting(DeadFilter filter, int limit, int offset) throws SQLException {
        List<Object> values = new ArrayList<>();
        List<String> selects = new ArrayList<>();
        if (filter.hasDeliveries()) {
            selects.add(
                    "SELECT d.id, 'delivery' AS kind, d.mail_id, COALESCE(d.last_error, '') AS reason, d.created_at,"
                            + " COALESCE(d.finished_at, d.updated_at) AS died_at, d.attempts, d.domain_id, d.recipient, d.webhook_url,"
                            + " d.last_status_code, CAST(NULL AS VARCHAR(50)) AS queue FROM delivery_log d"
                            + filter.deliveries(values));
        }
        if (filter.hasMessages()) {
            selects.add(
                    "SELECT m.id, 'message' AS kind, m.mail_id, m.reason, m.created_at, m.created_at AS died_at, 0 AS attempts,"
                            + " CAST(NULL AS UUID) AS domain_id, CAST(NULL AS VARCHAR(50)) AS recipient, CAST(NULL AS VARCHAR(50)) AS webhook_url,"
                            + " CAST(NULL AS INTEGER) AS last_status_code, m.queue FROM dead_letters m"
                            + filter.messages(values));
        }
        if (selects.isEmpty()) {
            return List.of();
        }
        values.add(limit);
        values.add(offset);
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT * FROM ("
                        + String.join(" UNION ALL ", selects) + ") dead ORDER BY died_at DESC, id LIMIT ? OFFSET ?")) {
            DeliveryLog.bind(select, values);
            List<DeadEntry> entries = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    entries.add(entry(row));
                }
            }
            return entries;
        }
    }

    /** The ids of messages of {@code inbound} that wait, the oldest first. */
    public List<UUID> messages(DeadFilter filter, int limit) throws SQLException {
        List<Object> values = new ArrayList<>();
        String where = filter.messages(values);
        values.add(limit);
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT m.id FROM dead_letters m" + where
                        + " AND m.queue = 'inbound' AND m.mail_id IS NOT NULL ORDER BY m.created_at, m.id LIMIT ?")) {
            DeliveryLog.bind(select, values);
            List<UUID> ids = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getObject(1, UUID.class));
                }
            }
            return ids;
        }
    }

    /** How many wait: deliveries, messages. */
    public Counts counts() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT (SELECT COUNT(*) FROM delivery_log WHERE status = 'exhausted'),"
                                + " (SELECT COUNT(*) FROM dead_letters WHERE redriven_at IS NULL AND cancelled_at IS NULL)");
                ResultSet row = select.executeQuery()) {
            row.next();
            return new Counts(row.getLong(1), row.getLong(2));
        }
    }

    /** @return false when there is no such message, or it does not wait any more */
    public boolean cancel(UUID id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement("UPDATE dead_letters SET cancelled_at = ?"
                        + " WHERE id = ? AND redriven_at IS NULL AND cancelled_at IS NULL")) {
            update.setObject(1, now());
            update.setObject(2, id);
            return update.executeUpdate() == 1;
        }
    }

    /** What is known of the mail of a message of {@code inbound}: who sent it to whom, and whence. Empty when it cannot be read. */
    public Optional<JsonObject> envelope(UUID id) throws SQLException {
        try (InputStream body = body(id)) {
            return Optional.of(QueuedMail.readHeader(body));
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // perhaps what made it a dead letter
        }
    }

    private static DeadEntry entry(ResultSet row) throws SQLException {
        int code = row.getInt("last_status_code");
        Optional<Integer> lastStatusCode = row.wasNull() ? Optional.empty() : Optional.of(code);
        return new DeadEntry(
                row.getObject("id", UUID.class),
                row.getString("kind").strip().equals("message"),
                Optional.ofNullable(row.getObject("mail_id", UUID.class)),
                row.getString("reason"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("died_at", OffsetDateTime.class).toInstant(),
                row.getInt("attempts"),
                Optional.ofNullable(row.getObject("domain_id", UUID.class)),
                Optional.ofNullable(row.getString("recipient")),
                Optional.ofNullable(row.getString("webhook_url")),
                lastStatusCode,
                Optional.ofNullable(row.getString("queue")));
    }

    /** The body as it was on the queue, fetched piece by piece; no connection is held in between. */
    public InputStream body(UUID id) {
        return new SequenceInputStream(new Enumeration<>() {
            private int number;
            private Optional<InputStream> next = chunk(id, number);

            @Override
            public boolean hasMoreElements() {
                return next.isPresent();
            }

            @Override
            public InputStream nextElement() {
                InputStream now = next.orElseThrow();
                next = chunk(id, ++number);
                return now;
            }
        });
    }

    private Optional<InputStream> chunk(UUID id, int number) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT octets FROM dead_letter_chunks WHERE dead_letter_id = ? AND number = ?")) {
            select.setObject(1, id);
            select.setInt(2, number);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(new ByteArrayInputStream(row.getBytes(1))) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("a piece of dead letter " + id + " cannot be read", e);
        }
    }

    public void markRedriven(UUID id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE dead_letters SET redriven_at = ? WHERE id = ?")) {
            update.setObject(1, now());
            update.setObject(2, id);
            update.executeUpdate();
        }
    }

    private void insert(Connection connection, UUID id, Optional<UUID> mailId, String queue, String reason)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO dead_letters (id, mail_id, queue, reason, envelope, created_at) VALUES (?, ?, ?, ?, '{}', ?)")) {
            insert.setObject(1, id);
            insert.setObject(2, mailId.orElse(null));
            insert.setString(3, queue);
            insert.setString(4, reason.substring(0, Math.min(LONGEST_REASON, reason.length())));
            insert.setObject(5, now());
            insert.executeUpdate();
        }
    }

    private static void insertBody(Connection connection, UUID id, InputStream body) throws SQLException, IOException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO dead_letter_chunks (dead_letter_id, number, octets) VALUES (?, ?, ?)")) {
            int number = 0;
            for (byte[] chunk = body.readNBytes(CHUNK); chunk.length > 0; chunk = body.readNBytes(CHUNK)) {
                insert.setObject(1, id);
                insert.setInt(2, number++);
                insert.setBytes(3, chunk);
                insert.executeUpdate();
            }
        }
    }

    private Alarm alarm(UUID id, Optional<UUID> mailId, String queue, String reason) {
        return Alarm.of(
                Alarm.Kind.QUEUE_MESSAGE_DEAD,
                "a message of queue " + queue + " could not be processed: " + reason,
                Json.createObjectBuilder()
                        .add("event", Alarm.Kind.QUEUE_MESSAGE_DEAD.word())
                        .add("dead_letter_id", id.toString())
                        .add("mail_id", mailId.map(UUID::toString).orElse(""))
                        .add("queue", queue)
                        .add("reason", reason)
                        .build(),
                clock.instant());
    }

    private List<DeadLetter> select(String where, Object... values) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT id, mail_id, queue, reason, created_at, redriven_at, cancelled_at FROM dead_letters "
                                + where)) {
            for (int i = 0; i < values.length; i++) {
                select.setObject(i + 1, values[i]);
            }
            List<DeadLetter> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new DeadLetter(
                            row.getObject(1, UUID.class),
                            Optional.ofNullable(row.getObject(2, UUID.class)),
                            row.getString(3),
                            row.getString(4),
                            row.getObject(5, OffsetDateTime.class).toInstant(),
                            Optional.ofNullable(row.getObject(6, OffsetDateTime.class))
                                    .map(OffsetDateTime::toInstant),
                            Optional.ofNullable(row.getObject(7, OffsetDateTime.class))
                                    .map(OffsetDateTime::toInstant)));
                }
            }
            return found;
        }
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
