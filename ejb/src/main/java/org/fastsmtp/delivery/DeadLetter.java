package org.fastsmtp.delivery;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A queue message that could not be processed.
 *
 * @param mailId of a message of {@code inbound}
 * @param queue where it came from
 * @param reason kind and place of the failure, no content
 */
public record DeadLetter(
        UUID id,
        Optional<UUID> mailId,
        String queue,
        String reason,
        Instant createdAt,
        Optional<Instant> redrivenAt,
        Optional<Instant> cancelledAt) {
    public DeadLetter {
        Objects.requireNonNull(id);
        Objects.requireNonNull(mailId);
        Objects.requireNonNull(queue);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(createdAt);
        Objects.requireNonNull(redrivenAt);
        Objects.requireNonNull(cancelledAt);
    }

    /** Whether somebody still has to do something about it. */
    public boolean isWaiting() {
        return redrivenAt.isEmpty() && cancelledAt.isEmpty();
    }
}
