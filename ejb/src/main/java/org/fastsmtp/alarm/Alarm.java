package org.fastsmtp.alarm;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * One thing that somebody should be told.
 *
 * @param subject one line for a human, at most 255 characters
 * @param details for machines; for {@link Kind#DELIVERY_EXHAUSTED} the body of CONTRACT section 3.8
 */
public record Alarm(UUID id, Kind kind, String subject, JsonObject details, Instant createdAt) {
    private static final int LONGEST = 255;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]+");

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
        /** A rule that cannot be evaluated: its domain's mail is held. */
        RULE_FAILED,
        BACKLOG_OLD,
        /** What {@link #BACKLOG_OLD} told is over. */
        BACKLOG_OVER,
        JOB_FAILED,
        CERTIFICATE,
        OVERLOAD,
        /** Told at once, as there is nothing to write it in. */
        DATABASE_LOST,
        DATABASE_BACK;

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
        // One line, whatever an endpoint or a certificate is called: it becomes a header and a line of the log.
        subject = CONTROL.matcher(subject).replaceAll(" ");
        subject = subject.length() > LONGEST ? subject.substring(0, LONGEST) : subject;
        Objects.requireNonNull(details);
        Objects.requireNonNull(createdAt);
    }

    public static Alarm of(Kind kind, String subject, JsonObject details, Instant now) {
        return new Alarm(UUID.randomUUID(), kind, subject, details, now);
    }
}
