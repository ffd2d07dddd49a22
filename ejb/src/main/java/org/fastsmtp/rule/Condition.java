package org.fastsmtp.rule;

import java.util.Objects;

/** When a rule matches. One comparison today; {@code all}, {@code any} and {@code not} of conditions find their place here. */
public sealed interface Condition {
    /**
     * One field against one value.
     *
     * @param value what to compare with; ignored by {@code exists}
     */
    record Comparison(Field field, Operator operator, String value, boolean caseSensitive) implements Condition {
        public Comparison {
            Objects.requireNonNull(field);
            Objects.requireNonNull(operator);
            Objects.requireNonNull(value);
        }
    }
}
