package org.fastsmtp.rule;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A rule as somebody wrote it, or as it lies in the database: words, not yet judged. {@link RuleCheck} says what is wrong with it.
 *
 * @param webhookUrlOverride where a matching mail goes instead of the recipient's endpoint
 */
public record RuleText(
        Optional<String> name,
        String field,
        String operator,
        String value,
        boolean caseSensitive,
        String action,
        Optional<String> webhookUrlOverride,
        List<String> addTags,
        boolean preserveRaw,
        boolean enabled) {
    public RuleText {
        Objects.requireNonNull(name);
        Objects.requireNonNull(field);
        Objects.requireNonNull(operator);
        Objects.requireNonNull(value);
        Objects.requireNonNull(action);
        Objects.requireNonNull(webhookUrlOverride);
        addTags = List.copyOf(addTags);
    }

    /** With the contract's defaults (section 4.1). */
    public static RuleText of(String field, String operator, String value) {
        return new RuleText(
                Optional.empty(),
                field,
                operator,
                value,
                false,
                Action.FORWARD.toString(),
                Optional.empty(),
                List.of(),
                false,
                true);
    }
}
