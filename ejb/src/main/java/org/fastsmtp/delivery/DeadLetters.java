package org.fastsmtp.delivery;

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

    /** Newest first. */
    public List<DeadLetter> list(int limit, int offset) throws SQLException {
        return select("ORDER BY created_at DESC, id LIMIT ? OFFSET ?", limit, offset);
    }

    public Optional<DeadLetter> find(UUID id) throws SQLException {
        return select("WHERE id = ?", id).stream().findFirst();
    }

    /** The ids of those not redriven yet, the oldest first. */
    public List<UUID> waiting(int limit) throws SQLException {
        return select("WHERE redriven_at IS NULL ORDER BY created_at LIMIT ?", limit).stream()
                .map(DeadLetter::id)
                .toList();
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
                        "SELECT id, mail_id, queue, reason, created_at, redriven_at FROM dead_letters " + where)) {
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
