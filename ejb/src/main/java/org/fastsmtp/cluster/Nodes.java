package org.fastsmtp.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.schema.Statements;

/**
 * How many nodes deliver, so that what an endpoint was promised holds for all of them together. Each says every few seconds that it lives, by a
 * lease of its own (table {@code leases}); who dies is no longer counted when it has run out.
 */
public final class Nodes {
    /** Two of them without a sign of life: the node is lost. */
    public static final Duration LENGTH = Duration.ofSeconds(15);

    private static final String PREFIX = "node-";

    private final DataSource database;
    private final String holder;
    private final Clock clock;
    private final String name = PREFIX + UUID.randomUUID();
    private Instant lookAgain = Instant.EPOCH;
    private int count = 1;

    /** @param holder the node's name, for whoever reads the table */
    public Nodes(DataSource database, String holder, Clock clock) {
        this.database = Objects.requireNonNull(database);
        this.holder = Objects.requireNonNull(holder);
        this.clock = Objects.requireNonNull(clock);
    }

    /** The lease that says that this node lives, from the first {@link #count} on. */
    public String name() {
        return name;
    }

    /** This one included; at least 1. Costs statements every five seconds, not every time. */
    public synchronized int count() throws SQLException {
        Instant now = clock.instant();
        if (now.isBefore(lookAgain)) {
            return count;
        }
        try (Connection connection = database.getConnection()) {
            OffsetDateTime until = now.plus(LENGTH).atOffset(ZoneOffset.UTC);
            if (Statements.execute(connection, "UPDATE leases SET held_until = ? WHERE name = ?", until, name) == 0) {
                // New here. Those that left long ago are swept out on the way.
                Statements.execute(
                        connection,
                        "DELETE FROM leases WHERE name LIKE ? AND held_until < ?",
                        PREFIX + "%",
                        now.minus(Duration.ofDays(1)).atOffset(ZoneOffset.UTC));
                Statements.execute(
                        connection,
                        "INSERT INTO leases (name, holder, held_until) VALUES (?, ?, ?)",
                        name,
                        holder,
                        until);
            }
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT COUNT(*) FROM leases WHERE name LIKE ? AND held_until >= ?")) {
                select.setString(1, PREFIX + "%");
                select.setObject(2, now.atOffset(ZoneOffset.UTC));
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    count = Math.max(1, row.getInt(1));
                }
            }
        }
        lookAgain = now.plus(LENGTH.dividedBy(3));
        return count;
    }

    /** At the end of this node: the others have its share at once. */
    public synchronized void leave() throws SQLException {
        try (Connection connection = database.getConnection()) {
            Statements.execute(connection, "DELETE FROM leases WHERE name = ?", name);
        }
        lookAgain = Instant.EPOCH;
    }
}
