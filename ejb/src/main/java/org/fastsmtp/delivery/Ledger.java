package org.fastsmtp.delivery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
 * Proves the promise: accepted recipients = delivered + pending + held + dropped + cancelled + dead. Each mail says how many recipients it
 * was accepted for; addresses of one configured recipient share a delivery, so what may never be is a mail without any.
 */
public final class Ledger {
    private final DataSource database;

    /**
     * One day.
     *
     * @param mails accepted
     * @param byStatus deliveries by status word
     * @param drift mails without a delivery, or deliveries that nothing will ever move: neither final nor held, and neither queued, due nor
     *     parked
     */
    public record Day(LocalDate day, long mails, Map<String, Long> byStatus, List<UUID> drift) {
        public Day {
            byStatus = Map.copyOf(byStatus);
            drift = List.copyOf(drift);
        }

        public long deliveries() {
            return byStatus.values().stream().mapToLong(Long::longValue).sum();
        }
    }

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
                            "SELECT d.status, COUNT(*) FROM delivery_log d JOIN mails m ON m.id = d.mail_id"
                                    + " WHERE m.received_at >= ? AND m.received_at < ? GROUP BY d.status");
                    ResultSet row = query(select, from, to)) {
                while (row.next()) {
                    byStatus.put(row.getString(1), row.getLong(2));
                }
            }
            return new Day(day, count(connection, from, to), byStatus, drift(connection, from, to));
        }
    }

    private static long count(Connection connection, OffsetDateTime from, OffsetDateTime to) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT COUNT(*) FROM mails WHERE received_at >= ? AND received_at < ?");
                ResultSet row = query(select, from, to)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<UUID> drift(Connection connection, OffsetDateTime from, OffsetDateTime to) throws SQLException {
        List<UUID> drift = new ArrayList<>();
        for (String sql : List.of(
                "SELECT m.id FROM mails m WHERE m.received_at >= ? AND m.received_at < ?"
                        + " AND NOT EXISTS (SELECT 1 FROM delivery_log d WHERE d.mail_id = m.id)",
                "SELECT d.id FROM delivery_log d JOIN mails m ON m.id = d.mail_id WHERE m.received_at >= ? AND m.received_at < ?"
                        + " AND d.status IN ('pending', 'failed') AND d.due_at IS NULL AND d.parked IS NULL")) {
            try (PreparedStatement select = connection.prepareStatement(sql);
                    ResultSet row = query(select, from, to)) {
                while (row.next()) {
                    drift.add(row.getObject(1, UUID.class));
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
