package org.fastsmtp.retention;

import java.io.Serializable;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Deliveries that reached a final state before an instant, oldest first, and their removal together with attempts and mails. Only
 * {@code finished_at} counts: what is pending, failed or held has none and is never found (finding 18). Statements take whole chunks.
 */
public final class Expired {
    private static final String FINAL =
            "finished_at IS NOT NULL AND finished_at < ? AND status IN ('delivered', 'exhausted', 'dropped', 'cancelled')";

    private final Instant before;

    /**
     * Where reading goes on: after this row, in the order of (finished_at, id). What the batch repository keeps as checkpoint.
     *
     * @param finishedAt with the database's precision
     */
    public record Position(OffsetDateTime finishedAt, UUID id) implements Serializable {
        public Position {
            Objects.requireNonNull(finishedAt);
            Objects.requireNonNull(id);
        }
    }

    /** A delivery whose time has come. */
    public record Row(Position position, UUID mailId) {
        public UUID id() {
            return position.id();
        }
    }

    /**
     * What a chunk took away.
     *
     * @param deliveries with all their attempts
     * @param mails of which no delivery is left; those with objects outside the database stay for {@link ObjectRemoval}
     */
    public record Removed(int deliveries, int mails) {}

    /** @param before what ended earlier than this goes */
    public Expired(Instant before) {
        this.before = Objects.requireNonNull(before);
    }

    /**
     * The next rows after a position, at most {@code most}. By {@code finished_at} alone, so that every database reads along its index and stops;
     * the state is looked at when they are removed.
     */
    public List<Row> next(Connection connection, Optional<Position> after, int most) throws SQLException {
        String beyond = after.isPresent() ? " AND finished_at >= ? AND (finished_at > ? OR id > ?)" : "";
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id, finished_at, mail_id FROM delivery_log WHERE finished_at < ?"
                        + beyond + " ORDER BY finished_at, id LIMIT ?")) {
            int at = 1;
            select.setObject(at++, utc(before));
            if (after.isPresent()) {
                select.setObject(at++, after.get().finishedAt());
                select.setObject(at++, after.get().finishedAt());
                select.setObject(at++, after.get().id());
            }
            select.setInt(at, most);
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(
                            new Position(row.getObject(2, OffsetDateTime.class), row.getObject(1, UUID.class)),
                            row.getObject(3, UUID.class)));
                }
            }
            return rows;
        }
    }

    /**
     * Removes the rows with their attempts, then their mails where nothing else needs them. A row that somebody has retried since it was read
     * is final no longer and stays. Repeating it is harmless. Neither commits nor closes.
     */
    public Removed remove(Connection connection, List<Row> rows) throws SQLException {
        Array ids = uuids(connection, rows.stream().map(Row::id).toArray());
        int deliveries;
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM delivery_log WHERE id = ANY(?) AND " + FINAL)) {
            delete.setArray(1, ids);
            delete.setObject(2, utc(before));
            deliveries = delete.executeUpdate();
        }
        Array mails =
                uuids(connection, rows.stream().map(Row::mailId).distinct().toArray());
        try (PreparedStatement delete = connection.prepareStatement("""
                DELETE FROM mails WHERE id = ANY(?)
                  AND NOT EXISTS (SELECT 1 FROM delivery_log d WHERE d.mail_id = mails.id)
                  AND NOT EXISTS (SELECT 1 FROM stored_objects o WHERE o.mail_id = mails.id)""")) {
            delete.setArray(1, mails);
            int gone = delete.executeUpdate();
            count(connection, mails);
            return new Removed(deliveries, gone);
        }
    }

    /** What stays of a mail is what the ledger expects of it from now on. */
    private static void count(Connection connection, Array mails) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE mails SET deliveries ="
                + " (SELECT COUNT(*) FROM delivery_log d WHERE d.mail_id = mails.id) WHERE id = ANY(?)")) {
            update.setArray(1, mails);
            update.executeUpdate();
        }
    }

    /** How many deliveries would go now. */
    public long count(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT COUNT(*) FROM delivery_log WHERE " + FINAL)) {
            select.setObject(1, utc(before));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static Array uuids(Connection connection, Object[] ids) throws SQLException {
        return connection.createArrayOf("uuid", ids);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
