package org.fastsmtp.settings;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one parser of durations, for settings, command lines and the API: {@code 45s 90m 6h 7d 2w} and ISO 8601 {@code PT6H} (finding 28). */
public final class Durations {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})([smhdw])");

    private Durations() {}

    /**
     * @return a duration above zero
     * @throws IllegalArgumentException with a text that says the wanted form, for everything else: zero, negative, mixed, no unit
     */
    public static Duration parse(String text) {
        String wanted = text.strip();
        Duration duration;
        Matcher matcher = SHORT.matcher(wanted.toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            duration = switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                case "d" -> Duration.ofDays(amount);
                default -> Duration.ofDays(7 * amount);
            };
        } else {
            try {
                duration = Duration.parse(wanted);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no duration: write 45s, 90m, 6h, 7d, 2w or PT6H", e);
            }
        }
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("'" + text + "' is no duration above zero");
        }
        return duration;
    }
}
