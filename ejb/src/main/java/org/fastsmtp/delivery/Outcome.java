package org.fastsmtp.delivery;

import java.time.Instant;
import java.util.Objects;

/** What follows for a delivery. */
public sealed interface Outcome {
    /** A 2xx answer. */
    record Delivered() implements Outcome {}

    /** There will be another attempt. */
    record Deferred(Instant next) implements Outcome {
        public Deferred {
            Objects.requireNonNull(next);
        }
    }

    /**
     * Given up: a dead letter.
     *
     * @param isGone the endpoint said 410: it wants nothing more at all
     */
    record Exhausted(boolean isGone) implements Outcome {}

    /** Its recipient or domain is gone: nothing is sent any more. */
    record Cancelled(String reason) implements Outcome {
        public Cancelled {
            Objects.requireNonNull(reason);
        }
    }

    /** The endpoint takes no work now: the row waits without queue message and without spending an attempt. */
    record Parked() implements Outcome {}
}
