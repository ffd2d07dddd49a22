package org.fastsmtp.intake;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.fastsmtp.smtp.Reply;

/**
 * Whether this node takes more mail now (finding 25): decided before DATA from what was measured last, about once a second; a session
 * never waits for a measurement.
 */
public final class Admission {
    private static final Reply BUSY = new Reply(451, "4.3.1", "Too much mail is waiting here, try again later");
    private static final Reply FULL = new Reply(451, "4.3.1", "Insufficient system storage, try again later");

    /**
     * What was measured.
     *
     * @param inbound mails on the queue that are not understood yet
     * @param open deliveries waiting; absent while the database is away
     * @param oldest age of the delivery that has waited longest for its first attempt; absent the same
     * @param freeOctets of the disk with the journal
     */
    public record Load(long inbound, OptionalInt open, Optional<Duration> oldest, long freeOctets) {}

    /**
     * When it is too much.
     *
     * @param inbound mails on the queue
     * @param open waiting deliveries (queue_max_pending); empty: no limit
     * @param oldest age of the oldest delivery without an attempt (queue_max_age); empty: no limit
     * @param isHeld whether mail beyond {@code open} or {@code oldest} is taken and held instead of refused (queue_backpressure_action=drop)
     * @param freeOctets below this nothing is taken
     */
    public record Bounds(
            long inbound, Optional<Integer> open, Optional<Duration> oldest, boolean isHeld, long freeOctets) {}

    private final Bounds bounds;
    private volatile Load load = new Load(0, OptionalInt.empty(), Optional.empty(), Long.MAX_VALUE);

    public Admission(Bounds bounds) {
        this.bounds = Objects.requireNonNull(bounds);
    }

    void measured(Load measured) {
        load = Objects.requireNonNull(measured);
    }

    public Load load() {
        return load;
    }

    /** A refusal, or empty to take the mail. */
    public Optional<Reply> refusal() {
        Load now = load;
        if (now.freeOctets() < bounds.freeOctets()) {
            return Optional.of(FULL);
        }
        if (now.inbound() >= bounds.inbound() || (isOverfull(now) && !bounds.isHeld())) {
            return Optional.of(BUSY);
        }
        return Optional.empty();
    }

    /** Whether a mail understood now is held: what the original threw away here. */
    public boolean isHolding() {
        return bounds.isHeld() && isOverfull(load);
    }

    private boolean isOverfull(Load now) {
        boolean isTooMany = bounds.open().isPresent()
                && now.open().isPresent()
                && now.open().getAsInt() >= bounds.open().get();
        boolean isTooOld = bounds.oldest().isPresent()
                && now.oldest().isPresent()
                && now.oldest().get().compareTo(bounds.oldest().get()) > 0;
        return isTooMany || isTooOld;
    }
}
