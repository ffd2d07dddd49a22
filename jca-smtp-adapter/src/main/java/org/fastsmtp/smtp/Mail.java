package org.fastsmtp.smtp;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A mail as received: envelope, origin and content.
 *
 * @param id unique, time-ordered; shown in the reply to the final dot, in every log line and as the queue's message id
 * @param receivedAt when the final dot was read
 */
public record Mail(UUID id, Instant receivedAt, Origin origin, Envelope envelope, Content content) {
    public Mail {
        Objects.requireNonNull(id);
        Objects.requireNonNull(receivedAt);
        Objects.requireNonNull(origin);
        Objects.requireNonNull(envelope);
        Objects.requireNonNull(content);
    }
}
