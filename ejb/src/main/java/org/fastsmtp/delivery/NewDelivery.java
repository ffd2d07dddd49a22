package org.fastsmtp.delivery;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A delivery as intake makes it: one mail for one distinct recipient.
 *
 * @param id also the idempotency key of every attempt
 * @param mailId row in {@code mails}, in the same transaction
 * @param domainId empty when the domain is gone
 * @param recipientId empty when the recipient vanished between RCPT and the final dot
 * @param messageId the Message-ID of the mail, or the generated one
 * @param recipient the RCPT address as typed
 * @param webhookUrl where it goes; empty text only for a delivery that never goes anywhere
 * @param isOverride a rule sent it elsewhere than to the recipient's own URL, whose headers then stay at home
 * @param payloadHash SHA-256, hex
 * @param status {@code PENDING}, or {@code QUARANTINED}, {@code DROPPED}, {@code CANCELLED}
 * @param lastError why it is not pending
 * @param instanceId this node
 * @param decision tags, archive wish, matched rules: a JSON object
 */
public record NewDelivery(
        UUID id,
        UUID mailId,
        Optional<UUID> domainId,
        Optional<UUID> recipientId,
        String messageId,
        String recipient,
        String webhookUrl,
        boolean isOverride,
        String payloadHash,
        DeliveryStatus status,
        Optional<String> lastError,
        String instanceId,
        String dkimResult,
        String spfResult,
        String decision) {
    public NewDelivery {
        Objects.requireNonNull(id);
        Objects.requireNonNull(mailId);
        Objects.requireNonNull(domainId);
        Objects.requireNonNull(recipientId);
        Objects.requireNonNull(messageId);
        Objects.requireNonNull(recipient);
        Objects.requireNonNull(webhookUrl);
        Objects.requireNonNull(payloadHash);
        Objects.requireNonNull(lastError);
        Objects.requireNonNull(instanceId);
        Objects.requireNonNull(dkimResult);
        Objects.requireNonNull(spfResult);
        Objects.requireNonNull(decision);
        switch (status) {
            case PENDING, QUARANTINED, DROPPED, CANCELLED -> {}
            default -> throw new IllegalArgumentException("a new delivery cannot be " + status.word());
        }
    }

    /** The message for the queue that belongs to the new row; send it after the commit, and only for {@code PENDING}. */
    public Ticket ticket() {
        return new Ticket(id, 1);
    }
}
