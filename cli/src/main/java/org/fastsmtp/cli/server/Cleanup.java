package org.fastsmtp.cli.server;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.delivery.DeliveryStatus;

/**
 * Retention by hand on the database: what is final and old goes, what is not final stays whatever its age. A chunk is a transaction. Mails that have
 * objects in S3 are left to the server's job, which removes the objects first.
 */
final class Cleanup {
    private static final int CHUNK = 1000;
    private static final String FINAL = Arrays.stream(DeliveryStatus.values())
            .filter(DeliveryStatus::isFinal)
            .map(status -> "'" + status.word() + "'")
            .collect(Collectors.joining(", ", "status IN (", ")"));
    private static final String OLD = " FROM delivery_log d WHERE " + FINAL + " AND finished_at < ?"
            + " AND NOT EXISTS (SELECT 1 FROM stored_objects o WHERE o.mail_id = d.mail_id)";
    private static final String ORPHANS = "SELECT id FROM mails m WHERE received_at < ?"
            + " AND NOT EXISTS (SELECT 1 FROM delivery_log d WHERE d.mail_id = m.id)"
            + " AND NOT EXISTS (SELECT 1 FROM stored_objects o WHERE o.mail_id = m.id)";

    /** The ledger expects it no longer. */
    private static final String UNCOUNTED = "UPDATE mails SET deliveries = deliveries - 1"
            + " WHERE id = (SELECT mail_id FROM delivery_log WHERE id = ?)";

    private final DataSource database;

    private final LongConsumer progress;

    /** @param progress told after each chunk how many deliveries are gone */
    Cleanup(DataSource database, LongConsumer progress) {
        this.database = database;
        this.progress = progress;
    }

    long run(Instant cutoff, boolean dryRun) {
        try (Connection connection = database.getConnection()) {
            if (dryRun) {
                return count(connection, cutoff);
            }
            long deleted = chunks(
                    connection,
                    "SELECT d.id" + OLD,
                    List.of(UNCOUNTED, "DELETE FROM delivery_log WHERE id = ?"),
                    cutoff,
                    progress);
            chunks(connection, ORPHANS, List.of("DELETE FROM mails WHERE id = ?"), cutoff, gone -> {});
            return deleted;
        } catch (SQLException e) {
            throw Failure.failed("the database failed (SQL state " + e.getSQLState() + "); what was removed is removed,"
                    + " the next run goes on");
        }
    }

    private static long count(Connection connection, Instant cutoff) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT COUNT(*)" + OLD)) {
            select.setObject(1, cutoff.atOffset(ZoneOffset.UTC));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static long chunks(
            Connection connection, String find, List<String> changes, Instant cutoff, LongConsumer progress)
            throws SQLException {
        connection.setAutoCommit(false);
        long deleted = 0;
        while (true) {
            List<UUID> ids = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(find)) {
                select.setMaxRows(CHUNK);
                select.setObject(1, cutoff.atOffset(ZoneOffset.UTC));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        ids.add(row.getObject(1, UUID.class));
                    }
                }
            }
            if (ids.isEmpty()) {
                connection.rollback();
                return deleted;
            }
            for (String change : changes) {
                apply(connection, change, ids);
            }
            deleted += ids.size();
            connection.commit();
            progress.accept(deleted);
        }
    }

    private static void apply(Connection connection, String change, List<UUID> ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(change)) {
            for (UUID id : ids) {
                statement.setObject(1, id);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
