package org.fastsmtp.settings;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * When a job runs, in the five fields of crontab(5): minute, hour, day of the month, month, day of the week; {@code *}, lists, ranges, steps
 * and English names; days of the month and of the week, when both are given, either. In UTC, as every time here.
 */
public final class Cron {
    public static final String FORM = "five fields like 30 3 * * 1-5: minute hour day month weekday, UTC";

    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final int YEARS = 5;

    private final String text;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean isEitherDay;

    /** @throws IllegalArgumentException not of {@link #FORM}; the text names the field */
    public Cron(String text) {
        this.text = Objects.requireNonNull(text).strip();
        String[] fields = this.text.split("\\s+", -1);
        if (fields.length != 5) {
            throw new IllegalArgumentException("not " + FORM);
        }
        minutes = field("minute", fields[0], 0, 59, List.of());
        hours = field("hour", fields[1], 0, 23, List.of());
        days = field("day", fields[2], 1, 31, List.of());
        months = field("month", fields[3], 1, 12, MONTHS);
        weekdays = field("weekday", fields[4], 0, 7, DAYS);
        if (weekdays.get(7)) {
            weekdays.set(0);
        }
        isEitherDay = !fields[2].startsWith("*") && !fields[4].startsWith("*");
    }

    /** Whether a run begins in the minute of {@code instant}. */
    public boolean matches(Instant instant) {
        LocalDateTime at = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        return matchesDay(at) && hours.get(at.getHour()) && minutes.get(at.getMinute());
    }

    /** The first minute after {@code instant} in which a run begins; empty when none does in five years (30 February). */
    public Optional<Instant> after(Instant instant) {
        LocalDateTime at = LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.MINUTES)
                .plusMinutes(1);
        LocalDateTime end = at.plusYears(YEARS);
        while (at.isBefore(end)) {
            if (!matchesDay(at)) {
                at = at.truncatedTo(ChronoUnit.DAYS).plusDays(1);
            } else if (!hours.get(at.getHour())) {
                at = at.truncatedTo(ChronoUnit.HOURS).plusHours(1);
            } else if (!minutes.get(at.getMinute())) {
                at = at.plusMinutes(1);
            } else {
                return Optional.of(at.toInstant(ZoneOffset.UTC));
            }
        }
        return Optional.empty();
    }

    private boolean matchesDay(LocalDateTime at) {
        boolean day = days.get(at.getDayOfMonth());
        boolean weekday = weekdays.get(at.getDayOfWeek().getValue() % 7);
        return months.get(at.getMonthValue()) && (isEitherDay ? day || weekday : day && weekday);
    }

    private static BitSet field(String name, String text, int low, int high, List<String> words) {
        BitSet values = new BitSet(high + 1);
        for (String part : text.split(",", -1)) {
            String[] range = part.split("/", -1);
            String[] ends = range[0].split("-", -1);
            if (range.length > 2 || ends.length > 2) {
                throw wrong(name, low, high);
            }
            int step = range.length == 2 ? number(name, range[1], 1, high, List.of()) : 1;
            int first = low;
            int last = high;
            if (!range[0].equals("*")) {
                first = number(name, ends[0], low, high, words);
                last = ends.length == 2 ? number(name, ends[1], low, high, words) : range.length == 2 ? high : first;
            }
            if (first > last) {
                throw wrong(name, low, high);
            }
            for (int value = first; value <= last; value += step) {
                values.set(value);
            }
        }
        return values;
    }

    private static int number(String name, String text, int low, int high, List<String> words) {
        int word = words.indexOf(text.toUpperCase(Locale.ROOT));
        if (word >= 0) {
            return word + low;
        }
        if (!text.matches("[0-9]{1,2}")) {
            throw wrong(name, low, high);
        }
        int value = Integer.parseInt(text);
        if (value < low || value > high) {
            throw wrong(name, low, high);
        }
        return value;
    }

    private static IllegalArgumentException wrong(String name, int low, int high) {
        return new IllegalArgumentException(
                name + " is not *, a number from " + low + " to " + high + ", a list, a range or a step of them");
    }

    @Override
    public String toString() {
        return text;
    }
}
