package org.fastsmtp.delivery;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.archive.StoredMail;

/**
 * A row of {@code delivery_log} with all that an attempt needs, read by one query (finding 14).
 *
 * @param attempts made so far
 * @param earlierAttempts of them, before the last manual retry
 * @param trigger of the next attempt: {@link Attempt#SCHEDULE}, {@link Attempt#MANUAL} or {@link Attempt#REDRIVE}
 * @param recipient the RCPT address as typed
 * @param domain empty when it is deleted
 * @param route the configured recipient; empty when it is deleted
 * @param decision JSON text
 */
public record Delivery(
        UUID id,
        int ticket,
        DeliveryStatus status,
        int attempts,
        int earlierAttempts,
        String trigger,
        Instant createdAt,
        String messageId,
        String recipient,
        String webhookUrl,
        boolean isOverride,
        String dkimResult,
        String spfResult,
        String decision,
        Optional<Domain> domain,
        Optional<Route> route,
        StoredMail mail) {
    public Delivery {
        Objects.requireNonNull(id);
        Objects.requireNonNull(status);
        Objects.requireNonNull(createdAt);
        Objects.requireNonNull(domain);
        Objects.requireNonNull(route);
        Objects.requireNonNull(mail);
    }

    /** Whether somebody asked for this very attempt. */
    boolean isManual() {
        return trigger.equals(Attempt.MANUAL);
    }

    Delivery withTicket(int number) {
        return new Delivery(
                id,
                number,
                status,
                attempts,
                earlierAttempts,
                trigger,
                createdAt,
                messageId,
                recipient,
                webhookUrl,
                isOverride,
                dkimResult,
                spfResult,
                decision,
                domain,
                route,
                mail);
    }

    /** @param name A-label */
    public record Domain(UUID id, String name) {}

    /**
     * The configured recipient as its row says; secrets as they lie there.
     *
     * @param headers JSON, sealed or plain
     * @param secret sealed or plain
     * @param previousSecret signs too, until {@code previousUntil}
     */
    public record Route(
            UUID id,
            String webhookUrl,
            Optional<String> headers,
            Optional<String> secret,
            Optional<String> previousSecret,
            Optional<Instant> previousUntil,
            Optional<Integer> timeoutSeconds,
            Optional<Double> ratePerSecond,
            Optional<Integer> concurrency,
            Optional<String> retrySchedule) {
        @Override
        public String toString() {
            return "Route[" + id + "]";
        }
    }
}
