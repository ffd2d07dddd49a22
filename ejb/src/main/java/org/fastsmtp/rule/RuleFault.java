package org.fastsmtp.rule;

import java.util.Objects;

/**
 * One thing that is wrong with a rule or ruleset somebody wants to store (finding 21).
 *
 * @param field the key in the request's body; {@code rules} where there are too many
 * @param type the kind of fault, a word of the contract's validation errors, e.g. {@code value_error}
 * @param message what is wrong and what would be right
 */
public record RuleFault(String field, String type, String message) {
    public RuleFault {
        Objects.requireNonNull(field);
        Objects.requireNonNull(type);
        Objects.requireNonNull(message);
    }

    /** One too many, or one too large for the domain: no field of it is to blame. */
    static RuleFault ofLimit(String message) {
        return new RuleFault("rules", "value_error", message);
    }
}
