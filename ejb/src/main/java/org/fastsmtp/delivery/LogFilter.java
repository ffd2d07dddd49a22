package org.fastsmtp.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Which deliveries of a domain.
 *
 * @param status exact word; an unknown one matches nothing
 * @param messageId exact, with angle brackets
 * @param recipient RCPT address, in any case
 * @param webhookUrl whose endpoint
 * @param since created then or later
 * @param until created before
 * @param neverAttempted only those without an attempt
 */
public record LogFilter(
        UUID domainId,
        Optional<String> status,
        Optional<String> messageId,
        Optional<String> recipient,
        Optional<String> webhookUrl,
        Optional<Instant> since,
        Optional<Instant> until,
        boolean neverAttempted,
        int limit,
        int offset) {
    public LogFilter {
        Objects.requireNonNull(domainId);
        Objects.requireNonNull(status);
        Objects.requireNonNull(messageId);
        Objects.requireNonNull(recipient);
        Objects.requireNonNull(webhookUrl);
        Objects.requireNonNull(since);
        Objects.requireNonNull(until);
    }

    /** All of a domain, the newest fifty. */
    public static LogFilter of(UUID domainId) {
        return new LogFilter(
                domainId,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                50,
                0);
    }

    public LogFilter withStatus(String word) {
        return new LogFilter(
                domainId,
                Optional.of(word),
                messageId,
                recipient,
                webhookUrl,
                since,
                until,
                neverAttempted,
                limit,
                offset);
    }

    /** The condition on {@code delivery_log d}; adds its values. */
    String where(List<Object> values) {
        StringBuilder where = new StringBuilder(" WHERE d.domain_id = ?");
        values.add(domainId);
        add(where, values, " AND d.status = ?", status);
        add(where, values, " AND d.message_id = ?", messageId);
        add(where, values, " AND LOWER(d.recipient) = LOWER(?)", recipient);
        add(
                where,
                values,
                " AND d.endpoint = ?",
                webhookUrl.map(url -> EndpointKey.of(url).digest()));
        add(where, values, " AND d.created_at >= ?", since);
        add(where, values, " AND d.created_at < ?", until);
        if (neverAttempted) {
            where.append(" AND d.attempts = 0");
        }
        return where.toString();
    }

    private static void add(StringBuilder where, List<Object> values, String condition, Optional<?> value) {
        if (value.isPresent()) {
            where.append(condition);
            values.add(value.get());
        }
    }
}
