package org.fastsmtp.domain;

import java.time.Instant;
import java.util.UUID;

/**
 * A configured recipient.
 *
 * @param hasSecret whether its webhooks are signed; the secret itself stays where it is
 */
public record Recipient(
        UUID id, UUID domainId, RecipientDraft content, boolean hasSecret, Instant createdAt, Instant updatedAt) {
    @Override
    public String toString() {
        // Never the headers: they hold credentials.
        return "Recipient[" + id + "]";
    }
}
