package org.fastsmtp.delivery;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A dead letter as lists show it: a delivery given up, or a queue message that could not be processed.
 *
 * @param isMessage a message; what belongs to deliveries is empty then, and the reverse
 * @param mailId of a delivery, and of a message of {@code inbound}
 * @param reason last error of the delivery, or what the message failed of; no content
 * @param diedAt when it was given up
 * @param queue where the message came from
 */
public record DeadEntry(
        UUID id,
        boolean isMessage,
        Optional<UUID> mailId,
        String reason,
        Instant createdAt,
        Instant diedAt,
        int attempts,
        Optional<UUID> domainId,
        Optional<String> recipient,
        Optional<String> webhookUrl,
        Optional<Integer> lastStatusCode,
        Optional<String> queue) {
    public DeadEntry {
        Objects.requireNonNull(id);
        Objects.requireNonNull(mailId);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(createdAt);
        Objects.requireNonNull(diedAt);
        Objects.requireNonNull(domainId);
        Objects.requireNonNull(recipient);
        Objects.requireNonNull(webhookUrl);
        Objects.requireNonNull(lastStatusCode);
        Objects.requireNonNull(queue);
    }
}
