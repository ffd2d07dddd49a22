package org.fastsmtp.delivery;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.fastsmtp.settings.Durations;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/**
 * How long to wait after a failed attempt, and when to give up. In this order: the recipient's own schedule; the contract's settings when
 * one of them is set (CONTRACT section 3.7: exact doubling, at most so many attempts, also after a manual retry); the setting
 * {@code webhook_retry_schedule}; the default of two days and a half.
 */
public final class RetrySchedule {
    static final List<Duration> DEFAULT = parse("5s,1m,5m,30m,2h,6h,12h,24h,24h");
    private static final double JITTER = 0.1;
    private static final Duration LONGEST = Duration.ofDays(7);

    private final Optional<Doubling> contract;
    private final List<Duration> waits;
    private final Clock clock;
    private final DoubleSupplier random;

    /** @param random from 0 to 1 */
    public RetrySchedule(Settings settings, Clock clock, DoubleSupplier random) {
        boolean isContract =
                settings.isSet(Setting.WEBHOOK_MAX_RETRIES) || settings.isSet(Setting.WEBHOOK_RETRY_BASE_DELAY);
        this.contract = isContract
                ? Optional.of(new Doubling(
                        settings.get(Setting.WEBHOOK_MAX_RETRIES), settings.get(Setting.WEBHOOK_RETRY_BASE_DELAY)))
                : Optional.empty();
        this.waits = settings.get(Setting.WEBHOOK_RETRY_SCHEDULE).orElse(DEFAULT);
        this.clock = Objects.requireNonNull(clock);
        this.random = Objects.requireNonNull(random);
    }

    /**
     * When to try again.
     *
     * @param own the recipient's schedule as stored, e.g. {@code 5s,1m,5m}
     * @param attempts failed so far, this one included
     * @param earlier how many of them were before a manual retry, which starts the schedule anew
     * @param retryAfter the header of a 429 or 503 answer: not before that, at most a week
     * @return empty: given up
     */
    public Optional<Instant> next(Optional<String> own, int attempts, int earlier, Optional<String> retryAfter) {
        Optional<Duration> wait = own.isPresent()
                ? jittered(parse(own.get()), attempts - earlier)
                : contract.isPresent() ? contract.get().after(attempts) : jittered(waits, attempts - earlier);
        Instant now = clock.instant();
        return wait.map(duration -> {
            Duration asked = retryAfter.flatMap(text -> retryAfter(text, now)).orElse(Duration.ZERO);
            return now.plus(asked.compareTo(duration) > 0 ? asked : duration);
        });
    }

    /** @throws IllegalArgumentException naming the wanted form */
    public static List<Duration> parse(String schedule) {
        return Arrays.stream(schedule.split(",", -1)).map(Durations::parse).toList();
    }

    /** Seconds or a date (RFC 9110 section 10.2.3); empty for neither and for the past. */
    private static Optional<Duration> retryAfter(String text, Instant now) {
        String value = text.strip();
        Duration wait;
        if (value.matches("[0-9]{1,9}")) {
            wait = Duration.ofSeconds(Long.parseLong(value));
        } else {
            try {
                wait = Duration.between(
                        now,
                        ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant());
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
        if (wait.isNegative()) {
            return Optional.empty();
        }
        return Optional.of(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }

    /** Spread by a tenth to both sides, so that what failed together does not come back together. */
    private Optional<Duration> jittered(List<Duration> schedule, int failure) {
        if (failure > schedule.size()) {
            return Optional.empty();
        }
        double factor = 1 - JITTER + 2 * JITTER * random.getAsDouble();
        return Optional.of(Duration.ofMillis(
                Math.round(schedule.get(Math.max(0, failure - 1)).toMillis() * factor)));
    }

    /** The original's schedule. */
    private record Doubling(int most, double baseSeconds) {
        private Optional<Duration> after(int attempts) {
            if (attempts >= most) {
                return Optional.empty();
            }
            double seconds = baseSeconds * Math.pow(2, attempts - 1.0);
            return Optional.of(
                    seconds >= LONGEST.toSeconds() ? LONGEST : Duration.ofMillis(Math.round(seconds * 1000)));
        }
    }
}
