package org.fastsmtp.cli.server;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
            long deleted =
                    chunks(connection, "SELECT d.id" + OLD, "DELETE FROM delivery_log WHERE id = ?", cutoff, progress);
            chunks(connection, ORPHANS, "DELETE FROM mails WHERE id = ?", cutoff, gone -> {});
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

    private static long chunks(Connection connection, String find, String delete, Instant cutoff, LongConsumer progress)
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
            try (PreparedStatement remove = connection.prepareStatement(delete)) {
                for (UUID id : ids) {
                    remove.setObject(1, id);
                    remove.addBatch();
                }
                for (int count : remove.executeBatch()) {
                    deleted += count == Statement.SUCCESS_NO_INFO ? 1 : count;
                }
            }
            connection.commit();
            progress.accept(deleted);
        }
    }
}
