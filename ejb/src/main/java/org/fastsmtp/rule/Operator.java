package org.fastsmtp.rule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How a condition compares: CONTRACT section 4.3, and what DESIGN.md adds. A negated operator holds when its positive one holds for no value
 * of the field; every other holds when it does for any value.
 */
public enum Operator {
    EQUALS,
    CONTAINS,
    REGEX,
    STARTS_WITH,
    ENDS_WITH,
    EXISTS,
    NOT_EQUALS,
    NOT_CONTAINS,
    NOT_MATCHES,
    /** The same as {@link #REGEX}. */
    MATCHES,
    GREATER_THAN,
    LESS_THAN,
    IN;

    private final String text = name().toLowerCase(Locale.ROOT);

    public static Optional<Operator> parse(String text) {
        return Arrays.stream(values())
                .filter(operator -> operator.text.equals(text))
                .findAny();
    }

    boolean isNegated() {
        return this == NOT_EQUALS || this == NOT_CONTAINS || this == NOT_MATCHES;
    }

    /** The operator that this one negates; itself, and one name for one thing, when it negates none. */
    Operator positive() {
        return switch (this) {
            case NOT_EQUALS -> EQUALS;
            case NOT_CONTAINS -> CONTAINS;
            case NOT_MATCHES, MATCHES -> REGEX;
            default -> this;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
