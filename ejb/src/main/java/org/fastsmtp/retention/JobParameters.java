package org.fastsmtp.retention;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.fastsmtp.settings.Durations;

/** The parameters of a job as somebody wrote them. What is wrong is an {@link IllegalArgumentException} that names parameter and form. */
final class JobParameters {
    private final Properties properties;

    JobParameters(Properties properties) {
        this.properties = properties;
    }

    /** Empty when absent or blank. */
    Optional<String> text(String name) {
        return Optional.of(properties.getProperty(name, "").strip()).filter(text -> !text.isEmpty());
    }

    /** Absent: false. */
    boolean flag(String name) {
        return switch (text(name).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(name + ": neither true nor false");
        };
    }

    /** Above zero. */
    int number(String name, int otherwise) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": no number above zero", e);
        }
        throw new IllegalArgumentException(name + ": no number above zero");
    }

    /** An instant, or how long ago. */
    Optional<Instant> instant(String name, Instant now) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(text.get()));
        } catch (DateTimeParseException e) {
            try {
                return Optional.of(now.minus(Durations.parse(text.get())));
            } catch (IllegalArgumentException none) {
                throw new IllegalArgumentException(
                        name + ": neither an instant like 2026-01-31T00:00:00Z nor a duration like 6h", none);
            }
        }
    }

    <E extends Enum<E>> E word(String name, E otherwise, java.util.List<E> words) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        return words.stream()
                .filter(word -> word.name().toLowerCase(Locale.ROOT).equals(text.get()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + ": none of "
                        + String.join(
                                ", ",
                                words.stream()
                                        .map(word -> word.name().toLowerCase(Locale.ROOT))
                                        .toList())));
    }
}
