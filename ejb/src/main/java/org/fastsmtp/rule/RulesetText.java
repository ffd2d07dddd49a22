package org.fastsmtp.rule;

import java.util.Objects;

/** A ruleset as somebody wrote it; {@link RuleCheck} says what is wrong with it. */
public record RulesetText(String name, int priority, boolean stopOnMatch, boolean enabled) {
    public RulesetText {
        Objects.requireNonNull(name);
    }
}
