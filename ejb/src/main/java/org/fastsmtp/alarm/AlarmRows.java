package org.fastsmtp.alarm;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.fastsmtp.json.Json;

/** The outbox: rows of {@code alarms}. */
public final class AlarmRows {
    /** Between handing an alarm to the queue and looking whether it was sent. */
    private static final Duration LEASE = Duration.ofMinutes(5);

    private static final int PAGE = 200;

    private final DataSource database;
    private final Clock clock;

    /**
     * @param attempts made before
     * @param takenBy names of the channels that have told it
     */
    public record Waiting(Alarm alarm, int attempts, Set<String> takenBy) {
        public Waiting {
            Objects.requireNonNull(alarm);
            takenBy = Set.copyOf(takenBy);
        }
    }

    public AlarmRows(DataSource database, Clock clock) {
        this.database = Objects.requireNonNull(database);
        this.clock = Objects.requireNonNull(clock);
    }

    /** In the transaction of the change that they report; neither commits nor closes. */
    public static void insert(Connection connection, List<Alarm> alarms) throws SQLException {
        if (alarms.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO alarms (id, kind, subject, details, created_at, next_attempt_at) VALUES (?, ?, ?, ?, ?, ?)")) {
            for (Alarm alarm : alarms) {
                OffsetDateTime at = alarm.createdAt().atOffset(ZoneOffset.UTC);
                insert.setObject(1, alarm.id());
                insert.setString(2, alarm.kind().word());
                insert.setString(3, alarm.subject());
                insert.setString(4, alarm.details().toString());
                insert.setObject(5, at);
                insert.setObject(6, at);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** An alarm whose change is no row, e.g. a certificate. */
    public void insert(Alarm alarm) throws SQLException {
        try (Connection connection = database.getConnection()) {
            insert(connection, List.of(alarm));
        }
    }

    /**
     * One that is not told again while it is known: only when there is none of the same kind and subject that is younger than {@code quiet}.
     *
     * @return whether it was written
     */
    public boolean insertOnce(Alarm alarm, Duration quiet) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return insertOnce(connection, alarm, quiet);
        }
    }

    /** The same in the transaction of a change; neither commits nor closes. */
    public static boolean insertOnce(Connection connection, Alarm alarm, Duration quiet) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT 1 FROM alarms WHERE kind = ? AND subject = ? AND created_at > ? LIMIT 1")) {
            select.setString(1, alarm.kind().word());
            select.setString(2, alarm.subject());
            select.setObject(3, alarm.createdAt().minus(quiet).atOffset(ZoneOffset.UTC));
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    return false;
                }
            }
        }
        insert(connection, List.of(alarm));
        return true;
    }

    Instant instant() {
        return clock.instant();
    }

    /** Takes the due ones for the queue: nobody else gets them until the lease is over. */
    public List<UUID> takeDue() throws SQLException {
        OffsetDateTime now = now();
        List<UUID> taken = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT id FROM alarms WHERE next_attempt_at <= ? ORDER BY next_attempt_at LIMIT " + PAGE);
                PreparedStatement take = connection.prepareStatement(
                        "UPDATE alarms SET next_attempt_at = ? WHERE id = ? AND next_attempt_at <= ?")) {
            List<UUID> due = new ArrayList<>();
            select.setObject(1, now);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    due.add(row.getObject(1, UUID.class));
                }
            }
            for (UUID id : due) {
                take.setObject(1, now.plus(LEASE));
                take.setObject(2, id);
                take.setObject(3, now);
                if (take.executeUpdate() == 1) {
                    taken.add(id);
                }
            }
        }
        return taken;
    }

    /** Empty when it was sent already, or given up. */
    public Optional<Waiting> waiting(UUID id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT kind, subject, details, created_at, attempts, taken_by FROM alarms WHERE id = ? AND next_attempt_at IS NOT NULL")) {
            select.setObject(1, id);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                Alarm alarm = new Alarm(
                        id,
                        Alarm.Kind.of(row.getString(1)),
                        row.getString(2),
                        Json.createReader(new StringReader(row.getString(3))).readObject(),
                        row.getObject(4, OffsetDateTime.class).toInstant());
                return Optional.of(new Waiting(
                        alarm,
                        row.getInt(5),
                        Arrays.stream(row.getString(6).split(" "))
                                .filter(name -> !name.isEmpty())
                                .collect(Collectors.toSet())));
            }
        }
    }

    public void sent(UUID id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE alarms SET sent_at = ?, next_attempt_at = NULL, attempts = attempts + 1 WHERE id = ?")) {
            update.setObject(1, now());
            update.setObject(2, id);
            update.executeUpdate();
        }
    }

    /**
     * @param takenBy the channels that need it no more
     * @param next empty: given up; the row stays for whoever looks
     */
    public void failed(UUID id, Set<String> takenBy, Optional<Duration> next) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE alarms SET next_attempt_at = ?, taken_by = ?, attempts = attempts + 1 WHERE id = ?")) {
            update.setObject(1, next.map(now()::plus).orElse(null), java.sql.Types.TIMESTAMP_WITH_TIMEZONE);
            update.setString(2, String.join(" ", takenBy));
            update.setObject(3, id);
            update.executeUpdate();
        }
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
