package org.fastsmtp.domain;

import java.util.Optional;

/**
 * How a recipient's endpoint wants to be called; empty: the setting.
 *
 * @param timeout seconds
 * @param ratePerSecond attempts in a second
 * @param concurrency attempts at once
 * @param retrySchedule waits, e.g. {@code 5s,1m,5m}
 */
public record RecipientLimits(
        Optional<Integer> timeout,
        Optional<Double> ratePerSecond,
        Optional<Integer> concurrency,
        Optional<String> retrySchedule) {
    public static final RecipientLimits NONE =
            new RecipientLimits(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
