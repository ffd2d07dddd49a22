package org.fastsmtp.operations;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** A measured value that is measured anew at most once per interval, however often it is asked for. */
final class Sampled implements DoubleSupplier {
    private final DoubleSupplier source;
    private final long intervalNanos;
    private final LongSupplier nanos;
    private double value;
    private long measuredAt;
    private boolean isMeasured;

    Sampled(DoubleSupplier source, Duration interval, LongSupplier nanos) {
        this.source = source;
        this.intervalNanos = interval.toNanos();
        this.nanos = nanos;
    }

    /** What cannot be measured is not a number, and left out by Prometheus's rules of absence. */
    @Override
    public synchronized double getAsDouble() {
        long now = nanos.getAsLong();
        if (!isMeasured || now - measuredAt >= intervalNanos) {
            value = source.getAsDouble();
            measuredAt = now;
            isMeasured = true;
        }
        return value;
    }
}
