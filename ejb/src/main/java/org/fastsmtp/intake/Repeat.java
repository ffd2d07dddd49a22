package org.fastsmtp.intake;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A mail that came once more and was not delivered twice (finding 26).
 *
 * @param id its own, as in the log
 * @param mailId the mail that it is once more
 * @param seen by the {@code session} at its final dot, or behind the {@code queue}
 */
public record Repeat(UUID id, UUID mailId, String clientIp, String seen, Instant createdAt) {
    public Repeat {
        Objects.requireNonNull(id);
        Objects.requireNonNull(mailId);
        Objects.requireNonNull(clientIp);
        Objects.requireNonNull(seen);
        Objects.requireNonNull(createdAt);
    }
}
