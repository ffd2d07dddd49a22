package org.fastsmtp.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
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
        int chunk = given(parameters, BATCH_SIZE).isEmpty()
                ? settings.get(Setting.DELIVERY_LOG_CLEANUP_BATCH_SIZE)
                : number(given(parameters, BATCH_SIZE));
        return new CleanupOrder(
                before(parameters, settings, now),
                now.minus(Duration.ofDays(settings.get(Setting.AUDIT_LOG_RETENTION_DAYS))),
                now.minus(Duration.ofDays(settings.get(Setting.REPEAT_RETENTION_DAYS))),
                flag(given(parameters, DRY_RUN)),
                Math.min(chunk, LARGEST_CHUNK),
                settings.get(Setting.DELIVERY_LOG_CLEANUP_MAX_PER_RUN));
    }

    private static Instant before(Properties parameters, Settings settings, Instant now) {
        String before = given(parameters, BEFORE);
        if (!before.isEmpty()) {
            try {
                Instant instant = Instant.parse(before);
                if (instant.isAfter(now)) {
                    throw new IllegalArgumentException(BEFORE + ": lies in the future");
                }
                return instant;
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(BEFORE + ": no instant like 2026-01-31T00:00:00Z", e);
            }
        }
        String age = given(parameters, OLDER_THAN);
        return now.minus(
                age.isEmpty()
                        ? Duration.ofDays(settings.get(Setting.DELIVERY_LOG_RETENTION_DAYS))
                        : Durations.parse(age));
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "", "false" -> false;
            default -> throw new IllegalArgumentException(DRY_RUN + ": neither true nor false");
        };
    }

    private static int number(String text) {
        try {
            int value = Integer.parseInt(text);
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(BATCH_SIZE + ": no number above zero", e);
        }
        throw new IllegalArgumentException(BATCH_SIZE + ": no number above zero");
    }

    private static String given(Properties parameters, String name) {
        return parameters.getProperty(name, "").strip();
    }
}
