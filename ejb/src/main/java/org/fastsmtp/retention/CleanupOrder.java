package org.fastsmtp.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.fastsmtp.settings.Durations;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/**
 * What one run of the job {@code cleanup} is to do: its parameters, and the settings where a parameter is absent.
 *
 * @param before deliveries that ended earlier go
 * @param auditBefore entries of the audit log older than this go
 * @param repeatsBefore rows about repeats older than this go
 * @param isDryRun only count
 * @param chunk rows of one transaction
 * @param most rows after which a run that mail waits for ends
 */
public record CleanupOrder(
        Instant before, Instant auditBefore, Instant repeatsBefore, boolean isDryRun, int chunk, int most) {
    /** A duration, {@code 90d}. */
    public static final String OLDER_THAN = "older-than";
    /** An instant, {@code 2026-01-31T00:00:00Z}, instead of a duration. */
    public static final String BEFORE = "before";

    public static final String DRY_RUN = "dry-run";
    public static final String BATCH_SIZE = "batch-size";

    private static final int LARGEST_CHUNK = 10_000;

    public CleanupOrder {
        Objects.requireNonNull(before);
        Objects.requireNonNull(auditBefore);
        Objects.requireNonNull(repeatsBefore);
    }

    /** @throws IllegalArgumentException naming the parameter and the form of its value */
    public static CleanupOrder of(Properties parameters, Settings settings, Instant now) {
        JobParameters given = new JobParameters(parameters);
        return new CleanupOrder(
                before(given, settings, now),
                now.minus(Duration.ofDays(settings.get(Setting.AUDIT_LOG_RETENTION_DAYS))),
                now.minus(Duration.ofDays(settings.get(Setting.REPEAT_RETENTION_DAYS))),
                given.flag(DRY_RUN),
                Math.min(
                        given.number(BATCH_SIZE, settings.get(Setting.DELIVERY_LOG_CLEANUP_BATCH_SIZE)), LARGEST_CHUNK),
                settings.get(Setting.DELIVERY_LOG_CLEANUP_MAX_PER_RUN));
    }

    private static Instant before(JobParameters given, Settings settings, Instant now) {
        Optional<String> before = given.text(BEFORE);
        if (before.isPresent()) {
            try {
                Instant instant = Instant.parse(before.get());
                if (instant.isAfter(now)) {
                    throw new IllegalArgumentException(BEFORE + ": lies in the future");
                }
                return instant;
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(BEFORE + ": no instant like 2026-01-31T00:00:00Z", e);
            }
        }
        return now.minus(given.text(OLDER_THAN)
                .map(Durations::parse)
                .orElse(Duration.ofDays(settings.get(Setting.DELIVERY_LOG_RETENTION_DAYS))));
    }
}
