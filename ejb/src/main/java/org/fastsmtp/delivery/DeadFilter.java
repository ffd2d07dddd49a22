package org.fastsmtp.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Which dead letters, of the whole server.
 *
 * @param kind deliveries, messages of queues, or both
 * @param status of the deliveries: {@code exhausted}; {@code failed} and {@code quarantined} are none, but can be asked to go on in the
 *     same way
 * @param domain name or id; deliveries only
 * @param endpoint webhook URL, whose endpoint counts; deliveries only
 * @param recipient RCPT address, in any case; deliveries only
 * @param since created then or later
 * @param until created before
 * @param neverAttempted only what no endpoint has ever been asked to take
 */
public record DeadFilter(
        Kind kind,
        DeliveryStatus status,
        Optional<String> domain,
        Optional<String> endpoint,
        Optional<String> recipient,
        Optional<Instant> since,
        Optional<Instant> until,
        boolean neverAttempted) {
    /** What can be dead. */
    public enum Kind {
        ALL,
        DELIVERIES,
        MESSAGES
    }

    /** All there are. */
    public static final DeadFilter EVERYTHING = new DeadFilter(
            Kind.ALL,
            DeliveryStatus.EXHAUSTED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false);

    public DeadFilter {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(status);
        Objects.requireNonNull(domain);
        Objects.requireNonNull(endpoint);
        Objects.requireNonNull(recipient);
        Objects.requireNonNull(since);
        Objects.requireNonNull(until);
    }

    /** Whether deliveries are asked for. */
    public boolean hasDeliveries() {
        return kind != Kind.MESSAGES;
    }

    /** Whether messages are asked for: they belong to no domain or endpoint yet, so a filter by these leaves them out. */
    public boolean hasMessages() {
        return kind != Kind.DELIVERIES
                && status == DeliveryStatus.EXHAUSTED
                && domain.isEmpty()
                && endpoint.isEmpty()
                && recipient.isEmpty();
    }

    /** The condition on {@code delivery_log d}; adds its values. */
    String deliveries(List<Object> values) {
        StringBuilder where = new StringBuilder(" WHERE d.status = ?");
        values.add(status.word());
        if (domain.isPresent()) {
            Optional<UUID> id = id(domain.get());
            where.append(
                    id.isPresent()
                            ? " AND d.domain_id = ?"
                            : " AND d.domain_id IN (SELECT o.id FROM domains o WHERE o.domain_name = LOWER(?))");
            values.add(id.isPresent() ? id.get() : domain.get());
        }
        if (endpoint.isPresent()) {
            where.append(" AND d.endpoint = ?");
            values.add(EndpointKey.of(endpoint.get()).digest());
        }
        if (recipient.isPresent()) {
            where.append(" AND LOWER(d.recipient) = LOWER(?)");
            values.add(recipient.get());
        }
        period(where, values, "d");
        if (neverAttempted) {
            where.append(" AND d.attempts = 0");
        }
        return where.toString();
    }

    /** The condition on {@code dead_letters m}; adds its values. */
    String messages(List<Object> values) {
        StringBuilder where = new StringBuilder(" WHERE m.redriven_at IS NULL AND m.cancelled_at IS NULL");
        period(where, values, "m");
        return where.toString();
    }

    private void period(StringBuilder where, List<Object> values, String table) {
        if (since.isPresent()) {
            where.append(" AND ").append(table).append(".created_at >= ?");
            values.add(since.get());
        }
        if (until.isPresent()) {
            where.append(" AND ").append(table).append(".created_at < ?");
            values.add(until.get());
        }
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
