package org.fastsmtp.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/** Work that only one node may do at a time, or only once in a while: whoever holds the lease of its name. */
public final class Leases {
    private final DataSource database;
    private final Clock clock;

    public Leases(DataSource database, Clock clock) {
        this.database = Objects.requireNonNull(database);
        this.clock = Objects.requireNonNull(clock);
    }

    /**
     * Takes or prolongs a lease.
     *
     * @param holder who asks; the present holder gets it again
     * @param length from now. A lease that somebody holds for more than twice as long from now was taken under a longer setting and is free;
     *     twice, because clocks differ
     * @return whether it is the holder's now
     */
    public boolean take(String name, String holder, Duration length) throws SQLException {
        OffsetDateTime now = utc(clock.instant());
        OffsetDateTime until = now.plus(length);
        try (Connection connection = database.getConnection()) {
            try (PreparedStatement update = connection.prepareStatement("UPDATE leases SET holder = ?, held_until = ?"
                    + " WHERE name = ? AND (holder = ? OR held_until <= ? OR held_until > ?)")) {
                update.setString(1, holder);
                update.setObject(2, until);
                update.setString(3, name);
                update.setString(4, holder);
                update.setObject(5, now);
                update.setObject(6, until.plus(length));
                if (update.executeUpdate() > 0) {
                    return true;
                }
            }
            return insert(connection, name, holder, until);
        }
    }

    /** Only when it is not there: an insert that fails would spoil the caller's transaction on PostgreSQL. */
    private static boolean insert(Connection connection, String name, String holder, OffsetDateTime until)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO leases (name, holder, held_until)"
                + " SELECT ?, ?, CAST(? AS TIMESTAMP WITH TIME ZONE)"
                + " WHERE NOT EXISTS (SELECT 1 FROM leases WHERE name = ?)")) {
            insert.setString(1, name);
            insert.setString(2, holder);
            insert.setObject(3, until);
            insert.setString(4, name);
            return insert.executeUpdate() > 0;
        } catch (SQLIntegrityConstraintViolationException e) {
            return false;
        } catch (SQLException e) {
            // The same moment, another node: unique violation.
            if ("23505".equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    /** Who holds it now. */
    public Optional<String> holderOf(String name) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT holder FROM leases WHERE name = ? AND held_until > ?")) {
            select.setString(1, name);
            select.setObject(2, utc(clock.instant()));
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    /** Lets others have it from an instant on; nothing happens when {@code holder} holds it no longer. */
    public void release(String name, String holder, Instant from) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE leases SET held_until = ? WHERE name = ? AND holder = ?")) {
            update.setObject(1, utc(from));
            update.setString(2, name);
            update.setString(3, holder);
            update.executeUpdate();
        }
    }

    /** Frees what a node held when it crashed; to be called at its start only. */
    public void releaseAllOf(String node) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE leases SET held_until = ? WHERE holder LIKE ? ESCAPE '!'")) {
            update.setObject(1, utc(clock.instant()));
            update.setString(2, node.replace("!", "!!").replace("_", "!_").replace("%", "!%") + "/%");
            update.executeUpdate();
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
