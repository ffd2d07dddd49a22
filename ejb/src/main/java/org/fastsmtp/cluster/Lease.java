package org.fastsmtp.cluster;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/** Work that one node does at a time. Who has its lease renews it while he lives; who dies loses it. */
public final class Lease {
    private static final Duration LENGTH = Duration.ofSeconds(15);

    private final Leases leases;
    private final String name;
    private final String holder = UUID.randomUUID().toString();
    private final Clock clock;
    private Instant heldUntil = Instant.EPOCH;

    public Lease(Leases leases, String name, Clock clock) {
        this.leases = Objects.requireNonNull(leases);
        this.name = Objects.requireNonNull(name);
        this.clock = Objects.requireNonNull(clock);
    }

    /** Whether this node may work now. Costs a statement every few seconds, not every time. */
    public synchronized boolean isHeld() throws SQLException {
        Instant now = clock.instant();
        if (now.isBefore(heldUntil.minus(LENGTH.dividedBy(2)))) {
            return true;
        }
        boolean isHeld = leases.take(name, holder, LENGTH);
        heldUntil = isHeld ? now.plus(LENGTH) : Instant.EPOCH;
        return isHeld;
    }
}
