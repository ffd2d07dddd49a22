package org.fastsmtp.rule;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * One rule that matched, and why.
 *
 * @param valueSeen the value that made it match, at most {@value #LONGEST_VALUE} characters of it
 */
public record Match(
        UUID rulesetId,
        UUID ruleId,
        Optional<String> name,
        String field,
        String operator,
        String valueSeen,
        Effect effect) {
    static final int LONGEST_VALUE = 200;

    public Match {
        Objects.requireNonNull(rulesetId);
        Objects.requireNonNull(ruleId);
        Objects.requireNonNull(name);
        Objects.requireNonNull(field);
        Objects.requireNonNull(operator);
        valueSeen = cut(valueSeen);
        Objects.requireNonNull(effect);
    }

    /** Never between the halves of a surrogate pair: the text must stay valid UTF-8. */
    static String cut(String value) {
        if (value.length() <= LONGEST_VALUE) {
            return value;
        }
        boolean pair = Character.isHighSurrogate(value.charAt(LONGEST_VALUE - 1));
        return value.substring(0, pair ? LONGEST_VALUE - 1 : LONGEST_VALUE);
    }
}
