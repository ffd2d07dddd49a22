package org.fastsmtp.delivery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;

/** Work that one node does at a time: a row of {@code leases}. Who holds it renews it while he lives; who dies loses it. */
final class Lease {
    private static final Duration LENGTH = Duration.ofSeconds(15);

    private final DataSource database;
    private final String name;
    private final String holder = UUID.randomUUID().toString();
    private final Clock clock;
    private Instant heldUntil = Instant.EPOCH;

    Lease(DataSource database, String name, Clock clock) {
        this.database = Objects.requireNonNull(database);
        this.name = Objects.requireNonNull(name);
        this.clock = Objects.requireNonNull(clock);
    }

    /** Whether this node may work now. Costs a statement every few seconds, not every time. */
    synchronized boolean isHeld() throws SQLException {
        Instant now = clock.instant();
        if (now.isBefore(heldUntil.minus(LENGTH.dividedBy(2)))) {
            return true;
        }
        OffsetDateTime until = now.plus(LENGTH).atOffset(ZoneOffset.UTC);
        try (Connection connection = database.getConnection();
                PreparedStatement take = connection.prepareStatement(
                        "UPDATE leases SET holder = ?, held_until = ? WHERE name = ? AND (holder = ? OR held_until < ?)");
                PreparedStatement make = connection.prepareStatement(
                        "INSERT INTO leases (name, holder, held_until) SELECT ?, ?, ? WHERE NOT EXISTS"
                                + " (SELECT 1 FROM leases WHERE name = ?)")) {
            take.setString(1, holder);
            take.setObject(2, until);
            take.setString(3, name);
            take.setString(4, holder);
            take.setObject(5, now.atOffset(ZoneOffset.UTC));
            boolean held = take.executeUpdate() == 1;
            if (!held) {
                make.setString(1, name);
                make.setString(2, holder);
                make.setObject(3, until);
                make.setString(4, name);
                held = make.executeUpdate() == 1;
            }
            heldUntil = held ? now.plus(LENGTH) : Instant.EPOCH;
            return held;
        }
    }
}
