package org.fastsmtp.retention;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Objects of mails that have no delivery any more: object first, then its row, then the mail, so that a row is never lost while its object
 * lies somewhere. An object that cannot be removed keeps its row for the next run and holds nobody up. Outside any transaction.
 */
public final class ObjectRemoval {
    private static final UUID FIRST = new UUID(0, 0);

    private final DataSource database;
    private final ObjectStore store;
    private final Instant before;

    /**
     * What was done.
     *
     * @param objects removed with their rows
     * @param failed left, with their rows, because the store did not remove them
     * @param mails removed with their last object
     */
    public record Done(int objects, int failed, int mails) {
        Done plus(Done other) {
            return new Done(objects + other.objects, failed + other.failed, mails + other.mails);
        }
    }

    private record Row(UUID id, UUID mailId, String bucket, String key) {}

    /** @param before younger objects may belong to a mail whose deliveries are not written yet */
    public ObjectRemoval(DataSource database, ObjectStore store, Instant before) {
        this.database = Objects.requireNonNull(database);
        this.store = Objects.requireNonNull(store);
        this.before = Objects.requireNonNull(before);
    }

    /** Goes on as long as {@code more} says so; each object is looked at once. */
    public Done run(int chunk, More more) throws SQLException {
        Done done = new Done(0, 0, 0);
        UUID after = FIRST;
        while (more.goesOn()) {
            List<Row> rows = orphans(after, chunk);
            if (rows.isEmpty()) {
                break;
            }
            done = done.plus(remove(rows));
            after = rows.get(rows.size() - 1).id();
        }
        return done;
    }

    private Done remove(List<Row> rows) throws SQLException {
        List<Row> gone = new ArrayList<>();
        for (Row row : rows) {
            try {
                store.delete(row.bucket(), row.key());
                gone.add(row);
            } catch (IOException e) {
                // An outcome, not an accident: the row stays and the count says so.
            }
        }
        int mails = 0;
        if (!gone.isEmpty()) {
            try (Connection connection = database.getConnection()) {
                delete(
                        connection,
                        "DELETE FROM stored_objects WHERE id = ANY(?)",
                        gone.stream().map(Row::id));
                mails = delete(connection, """
                        DELETE FROM mails WHERE id = ANY(?)
                          AND NOT EXISTS (SELECT 1 FROM delivery_log d WHERE d.mail_id = mails.id)
                          AND NOT EXISTS (SELECT 1 FROM stored_objects o WHERE o.mail_id = mails.id)""", gone.stream().map(Row::mailId).distinct());
            }
        }
        return new Done(gone.size(), rows.size() - gone.size(), mails);
    }

    private static int delete(Connection connection, String sql, java.util.stream.Stream<UUID> ids)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            return statement.executeUpdate();
        }
    }

    private List<Row> orphans(UUID after, int most) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("""
                        SELECT o.id, o.mail_id, o.bucket, o.object_key FROM stored_objects o
                        WHERE o.id > ? AND o.created_at < ?
                          AND NOT EXISTS (SELECT 1 FROM delivery_log d WHERE d.mail_id = o.mail_id)
                        ORDER BY o.id LIMIT ?""")) {
            select.setObject(1, after);
            select.setObject(2, before.atOffset(ZoneOffset.UTC));
            select.setInt(3, most);
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(
                            row.getObject(1, UUID.class),
                            row.getObject(2, UUID.class),
                            row.getString(3),
                            row.getString(4)));
                }
            }
            return rows;
        }
    }
}
