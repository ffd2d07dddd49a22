package org.fastsmtp.rule;

import java.util.Objects;

/**
 * What became of one rule when a mail was tried.
 *
 * @param valueSeen what the field held, cut; empty where it was not looked at
 * @param why the outcome in words
 */
public record Explanation(Ruleset ruleset, Rule rule, Outcome outcome, String valueSeen, String why) {
    /** Whether a rule had its effect, and what kept it from it. */
    public enum Outcome {
        MATCHED,
        NOT_MATCHED,
        /** An earlier match ended the ruleset. */
        NOT_REACHED,
        DISABLED,
        /** It cannot be evaluated: the mail would be deferred. */
        FAILED
    }

    public Explanation {
        Objects.requireNonNull(ruleset);
        Objects.requireNonNull(rule);
        Objects.requireNonNull(outcome);
        valueSeen = Match.cut(valueSeen);
        Objects.requireNonNull(why);
    }
}
