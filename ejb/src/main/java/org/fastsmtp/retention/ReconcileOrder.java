package org.fastsmtp.retention;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;

/**
 * What one run of the job {@code reconcile} is to look at.
 *
 * @param last the last day, UTC
 * @param days how many up to it
 * @param isDryRun raise no alarm, wake nothing
 */
public record ReconcileOrder(LocalDate last, int days, boolean isDryRun) {
    /** {@code 2026-01-31}, {@code today} or {@code yesterday}. */
    public static final String DAY = "day";
    /** How many days up to that one. */
    public static final String DAYS = "days";

    public static final String DRY_RUN = "dry-run";

    static final Set<String> PARAMETERS = Set.of(DAY, DAYS, DRY_RUN);

    private static final int MOST_DAYS = 3_660;

    public ReconcileOrder {
        Objects.requireNonNull(last);
    }

    /** @throws IllegalArgumentException naming the parameter and the form of its value */
    static ReconcileOrder of(Properties properties, Instant now) {
        JobParameters given = new JobParameters(properties);
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        String day = given.text(DAY).orElse("yesterday");
        return new ReconcileOrder(day(day, today), Math.min(given.number(DAYS, 1), MOST_DAYS), given.flag(DRY_RUN));
    }

    private static LocalDate day(String text, LocalDate today) {
        try {
            return switch (text) {
                case "today" -> today;
                case "yesterday" -> today.minusDays(1);
                default -> LocalDate.parse(text);
            };
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(DAY + ": no day like 2026-01-31, today or yesterday", e);
        }
    }
}
