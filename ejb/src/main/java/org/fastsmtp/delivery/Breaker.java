package org.fastsmtp.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * Circuit breaker of one endpoint. Opens when most of the last attempts failed, at least ten of them (CONTRACT section 12), so that the
 * schedule of a single delivery is never disturbed. After a pause one delivery is let through as a probe; the pause doubles with each
 * probe that fails. Not safe for threads: {@link Endpoint} guards it.
 */
final class Breaker {
    private static final int LEAST = 10;
    private static final int WINDOW = 20;
    private static final double OPENING_RATE = 0.8;
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

    private final boolean[] failed = new boolean[WINDOW];
    private int seen;
    private int failures;
    private boolean open;
    private Instant probeAt = Instant.EPOCH;
    private Duration pause = SHORTEST_PAUSE;

    boolean isOpen() {
        return open;
    }

    /** Whether an attempt may be made now; when open, saying yes hands out the probe. */
    boolean admits(Instant now) {
        if (!open) {
            return true;
        }
        if (now.isBefore(probeAt)) {
            return false;
        }
        // Should the probe never report (a crash), the next one goes after another pause.
        probeAt = now.plus(pause);
        return true;
    }

    /** Whether {@link #admits} would say yes; hands nothing out. */
    boolean wouldAdmit(Instant now) {
        return !open || !now.isBefore(probeAt);
    }

    /** @return whether the breaker opened or closed */
    boolean record(boolean success, Instant now) {
        if (open) {
            if (success) {
                reset();
                return true;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            probeAt = now.plus(pause);
            return false;
        }
        int slot = seen % WINDOW;
        if (seen >= WINDOW && failed[slot]) {
            failures--;
        }
        failed[slot] = !success;
        failures += success ? 0 : 1;
        seen++;
        int counted = Math.min(seen, WINDOW);
        if (counted >= LEAST && failures >= OPENING_RATE * counted && !success) {
            open = true;
            probeAt = now.plus(pause);
            return true;
        }
        return false;
    }

    void reset() {
        open = false;
        seen = 0;
        failures = 0;
        pause = SHORTEST_PAUSE;
    }
}
