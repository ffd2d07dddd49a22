package org.fastsmtp.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;

/** Rows of {@code stored_objects}: written before the object, marked after it. */
public final class ObjectRows {
    private static final String ALREADY_THERE = "23";

    private final DataSource database;

    /** A mail of which something is still to be uploaded for a domain. */
    record Waiting(UUID mailId, UUID domainId) {}

    ObjectRows(DataSource database) {
        this.database = Objects.requireNonNull(database);
    }

    /** Neither commits nor closes {@code connection}. */
    public static void insert(Connection connection, List<StoredObject> objects) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO stored_objects (id, mail_id, domain_id, kind, part, bucket, object_key, size_octets)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)""")) {
            for (StoredObject object : objects) {
                insert.setObject(1, object.id());
                insert.setObject(2, object.mailId());
                insert.setObject(3, object.domainId());
                insert.setString(4, object.kind().word());
                insert.setInt(5, object.part());
                insert.setString(6, object.bucket());
                insert.setString(7, object.key());
                insert.setLong(8, object.size());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** One by one: what another delivery of the same mail has announced meanwhile is the same. */
    void announce(List<StoredObject> objects) throws SQLException {
        try (Connection connection = database.getConnection()) {
            for (StoredObject object : objects) {
                try {
                    insert(connection, List.of(object));
                } catch (SQLException e) {
                    if (e.getSQLState() == null || !e.getSQLState().startsWith(ALREADY_THERE)) {
                        throw e;
                    }
                }
            }
        }
    }

    List<StoredObject> of(UUID mailId, UUID domainId) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("""
                        SELECT kind, part, bucket, object_key, size_octets, stored_at IS NOT NULL FROM stored_objects
                        WHERE mail_id = ? AND domain_id = ?""")) {
            select.setObject(1, mailId);
            select.setObject(2, domainId);
            List<StoredObject> objects = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    objects.add(new StoredObject(
                            mailId,
                            domainId,
                            StoredObject.Kind.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                            row.getInt(2),
                            row.getString(3),
                            row.getString(4),
                            row.getLong(5),
                            row.getBoolean(6)));
                }
            }
            return objects;
        }
    }

    /** @return whether the row was still there */
    boolean markStored(StoredObject object, Instant now) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE stored_objects SET stored_at = ? WHERE id = ?")) {
            update.setObject(1, now.atOffset(ZoneOffset.UTC));
            update.setObject(2, object.id());
            return update.executeUpdate() > 0;
        }
    }

    /** The oldest first. */
    List<Waiting> waiting(Instant before, int offset, int most) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("""
                        SELECT mail_id, domain_id FROM stored_objects WHERE stored_at IS NULL AND created_at < ?
                        GROUP BY mail_id, domain_id ORDER BY MIN(created_at), mail_id, domain_id LIMIT ? OFFSET ?""")) {
            select.setObject(1, before.atOffset(ZoneOffset.UTC));
            select.setInt(2, most);
            select.setInt(3, offset);
            List<Waiting> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new Waiting(row.getObject(1, UUID.class), row.getObject(2, UUID.class)));
                }
            }
            return found;
        }
    }
}
