package org.fastsmtp.smtp;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A mail as received: envelope, origin and content.
 *
 * @param id unique, time-ordered; shown in the reply to the final dot, in every log line and as the queue's message id
 * @param receivedAt when the final dot was read
 * @param fingerprint SHA-256 over envelope and content as received, hex: equal for a mail that is sent again because its 250 was lost.
 *     Absent for a mail without a Message-ID, which cannot be told from its like, and where no repeats are remembered
 */
public record Mail(
        UUID id, Instant receivedAt, Origin origin, Envelope envelope, Content content, Optional<String> fingerprint) {
    /** One that cannot be told from its like. */
    public Mail(UUID id, Instant receivedAt, Origin origin, Envelope envelope, Content content) {
        this(id, receivedAt, origin, envelope, content, Optional.empty());
    }

    public Mail {
        Objects.requireNonNull(fingerprint);
        Objects.requireNonNull(id);
        Objects.requireNonNull(receivedAt);
        Objects.requireNonNull(origin);
        Objects.requireNonNull(envelope);
        Objects.requireNonNull(content);
    }
}
