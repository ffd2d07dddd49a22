package org.fastsmtp.alarm;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

/**
 * One thing that somebody should be told.
 *
 * @param subject one line for a human, at most 255 characters
 * @param details for machines; for {@link Kind#DELIVERY_EXHAUSTED} the body of CONTRACT section 3.8
 */
public record Alarm(UUID id, Kind kind, String subject, JsonObject details, Instant createdAt) {
    private static final int LONGEST = 255;

    /** What happened. */
    public enum Kind {
        DELIVERY_EXHAUSTED,
        ENDPOINT_FAILING,
        ENDPOINT_DISABLED,
        ENDPOINT_ENABLED,
        BREAKER_OPEN,
        BREAKER_CLOSED,
        QUEUE_MESSAGE_DEAD,
        LEDGER_DRIFT,
        BACKLOG_OLD,
        /** A rule could not be evaluated: its mail is held. */
        RULE_FAILURE,
        CERTIFICATE;

        /** The word of the table, of the metric and of the notice's {@code event}: {@code delivery.exhausted}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replaceFirst("_", ".");
        }

        static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT).replace('.', '_'));
        }
    }

    public Alarm {
        Objects.requireNonNull(id);
        Objects.requireNonNull(kind);
        subject = subject.length() > LONGEST ? subject.substring(0, LONGEST) : subject;
        Objects.requireNonNull(details);
        Objects.requireNonNull(createdAt);
    }

    public static Alarm of(Kind kind, String subject, JsonObject details, Instant now) {
        return new Alarm(UUID.randomUUID(), kind, subject, details, now);
    }
}
