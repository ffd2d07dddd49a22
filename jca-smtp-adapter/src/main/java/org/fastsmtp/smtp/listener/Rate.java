package org.fastsmtp.smtp.listener;

import java.util.concurrent.atomic.LongAdder;

/** How much a counter grew in the last minute, from samples taken every five seconds by one thread. */
final class Rate {
    private final LongAdder counter;
    private final long[] samples = new long[13];
    private int newest;
    private int taken;

    Rate(LongAdder counter) {
        this.counter = counter;
    }

    synchronized void sample() {
        newest = (newest + 1) % samples.length;
        samples[newest] = counter.sum();
        taken = Math.min(taken + 1, samples.length);
    }

    /** Until a minute has passed: what has come so far. */
    synchronized double perMinute() {
        long before = taken < samples.length ? 0 : samples[(newest + 1) % samples.length];
        return counter.sum() - before;
    }
}
