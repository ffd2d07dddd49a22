package org.fastsmtp.delivery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Proves the promise: accepted recipients = delivered + pending + held + dropped + cancelled + dead. A mail's row says how many deliveries
 * were made of it (addresses of one configured recipient share one), in the same transaction as these; retention takes away from both. So at
 * any moment, also after a crash, each mail has as many deliveries as it says, each in exactly one state that leads somewhere.
 */
public final class Ledger {
    /** More is not told one by one. */
    private static final int MOST = 1_000;
    /** Between the commit of a row and that of its message. */
    private static final Duration SENDING = Duration.ofSeconds(20);

    /** What may not be; each row is told once for each of them. */
    private static final Map<String, String> DRIFTS = Map.of(
            "a mail has not the deliveries that were made of it",
            "SELECT m.id FROM mails m WHERE m.received_at >= ? AND m.received_at < ?"
                    + " AND m.deliveries <> (SELECT COUNT(*) FROM delivery_log d WHERE d.mail_id = m.id)",
            "nobody will ever look at an open delivery",
            "SELECT d.id FROM mails m JOIN delivery_log d ON d.mail_id = m.id WHERE m.received_at >= ? AND m.received_at < ?"
                    + " AND d.status IN ('pending', 'failed') AND d.due_at IS NULL AND d.parked IS NULL",
            "a delivery has ended without an end, or the reverse",
            "SELECT d.id FROM mails m JOIN delivery_log d ON d.mail_id = m.id WHERE m.received_at >= ? AND m.received_at < ?"
                    + " AND (CASE WHEN d.finished_at IS NULL THEN 1 ELSE 0 END)"
                    + " <> (CASE WHEN d.status IN ('pending', 'failed', 'quarantined') THEN 1 ELSE 0 END)");

    private final DataSource database;

    /**
     * One thing that may not be.
     *
     * @param what in words
     * @param id of the mail or delivery
     */
    public record Drift(String what, UUID id) {
        public Drift {
            Objects.requireNonNull(what);
            Objects.requireNonNull(id);
        }
    }

    /**
     * One day.
     *
     * @param mails accepted
     * @param accepted deliveries that were made of them
     * @param byStatus deliveries by status word; their sum is {@code accepted}
     * @param drift empty when the account is right; the first {@value #MOST} of each kind
     */
    public record Day(LocalDate day, long mails, long accepted, Map<String, Long> byStatus, List<Drift> drift) {
        public Day {
            Objects.requireNonNull(day);
            byStatus = Map.copyOf(byStatus);
            drift = List.copyOf(drift);
        }

        public long deliveries() {
            return byStatus.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * Rows and messages of the queue {@code delivery}. Either happens when a node crashes, and harms nobody: a row whose message is lost is
     * looked at by the sweep, and a message without a row that waits for it is void.
     *
     * @param isKnown false where nobody can say how many messages there are (a broker elsewhere)
     * @param withoutMessage rows that say they are queued while the queue is empty; the sweep was told to look at them now
     * @param withoutRow messages that no row waits for, at least
     */
    public record Queued(boolean isKnown, long withoutMessage, long withoutRow) {}

    private record Row(UUID id, int ticket) {}

    public Ledger(DataSource database) {
        this.database = Objects.requireNonNull(database);
    }

    /** The mails received on a day, UTC. */
    public Day day(LocalDate day) throws SQLException {
        OffsetDateTime from = day.atStartOfDay().atOffset(ZoneOffset.UTC);
        OffsetDateTime to = from.plusDays(1);
        try (Connection connection = database.getConnection()) {
            Map<String, Long> byStatus = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT d.status, COUNT(*) FROM mails m JOIN delivery_log d ON d.mail_id = m.id"
                                    + " WHERE m.received_at >= ? AND m.received_at < ? GROUP BY d.status");
                    ResultSet row = query(select, from, to)) {
                while (row.next()) {
                    byStatus.put(row.getString(1), row.getLong(2));
                }
            }
            try (PreparedStatement select = connection.prepareStatement("SELECT COUNT(*), COALESCE(SUM(deliveries), 0)"
                            + " FROM mails WHERE received_at >= ? AND received_at < ?");
                    ResultSet row = query(select, from, to)) {
                row.next();
                return new Day(day, row.getLong(1), row.getLong(2), byStatus, drift(connection, from, to));
            }
        }
    }

    /** Compares the rows that say they are queued with the queue; those that have lost their message are looked at at once. */
    public Queued queued(DeliveryQueue queue, Instant now) throws SQLException {
        long before = queue.depth();
        if (before < 0) {
            return new Queued(false, 0, 0);
        }
        List<Row> rows = queuedRows(now.minus(SENDING));
        long withoutMessage = 0;
        if (before == 0 && queue.depth() == 0 && !rows.isEmpty()) {
            // What still bears the same ticket now had it while the queue was empty.
            rows.retainAll(queuedRows(now.minus(SENDING)));
            withoutMessage = wake(rows, now);
        }
        return new Queued(true, withoutMessage, Math.max(0, before - count()));
    }

    private List<Row> queuedRows(Instant before) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT id, ticket FROM delivery_log"
                        + " WHERE " + Sweep.IS_SET
                        + " AND queued_at < ? AND claimed_until IS NULL AND status IN ('pending', 'failed') LIMIT "
                        + MOST)) {
            select.setObject(1, before.atOffset(ZoneOffset.UTC));
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(row.getObject(1, UUID.class), row.getInt(2)));
                }
            }
            return rows;
        }
    }

    /** All that wait for a message, a moment after the queue was counted: never fewer than then, but for what was done meanwhile. */
    private long count() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT COUNT(*) FROM delivery_log WHERE " + Sweep.IS_SET + " AND queued_at IS NOT NULL");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private long wake(List<Row> rows, Instant now) throws SQLException {
        long woken = 0;
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE delivery_log SET due_at = ? WHERE id = ? AND ticket = ? AND queued_at IS NOT NULL")) {
            for (Row row : rows) {
                update.setObject(1, now.atOffset(ZoneOffset.UTC));
                update.setObject(2, row.id());
                update.setInt(3, row.ticket());
                woken += update.executeUpdate();
            }
        }
        return woken;
    }

    private static List<Drift> drift(Connection connection, OffsetDateTime from, OffsetDateTime to)
            throws SQLException {
        List<Drift> drift = new ArrayList<>();
        for (Map.Entry<String, String> kind : DRIFTS.entrySet()) {
            try (PreparedStatement select = connection.prepareStatement(kind.getValue() + " LIMIT " + MOST);
                    ResultSet row = query(select, from, to)) {
                while (row.next()) {
                    drift.add(new Drift(kind.getKey(), row.getObject(1, UUID.class)));
                }
            }
        }
        return drift;
    }

    private static ResultSet query(PreparedStatement select, OffsetDateTime from, OffsetDateTime to)
            throws SQLException {
        select.setObject(1, from);
        select.setObject(2, to);
        return select.executeQuery();
    }
}
