package org.fastsmtp.delivery;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An endpoint as it is shown.
 *
 * @param breaker {@code closed}, {@code open} or {@code disabled}
 * @param inFlight attempts under way on this node
 * @param window attempts that it may have at once on this node
 */
public record EndpointState(
        EndpointKey key,
        String breaker,
        int inFlight,
        int window,
        Optional<Instant> failingSince,
        Optional<Instant> disabledAt) {
    public EndpointState {
        Objects.requireNonNull(key);
        Objects.requireNonNull(breaker);
        Objects.requireNonNull(failingSince);
        Objects.requireNonNull(disabledAt);
    }
}
