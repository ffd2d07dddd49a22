package org.fastsmtp.rule;

import java.util.Objects;
import java.util.UUID;

/**
 * A rule that cannot be evaluated (finding 5): neither a match nor a miss. Whoever evaluates defers the mail visibly; sent on without the
 * rule, a mail that should be held would leave.
 */
public final class RuleFailure extends RuntimeException {
    private final UUID ruleId;

    /** @param reason for operators: names what is wrong with the rule, nothing of the mail */
    public RuleFailure(UUID ruleId, String reason) {
        super("rule " + ruleId + " cannot be evaluated: " + reason);
        this.ruleId = Objects.requireNonNull(ruleId);
    }

    public UUID ruleId() {
        return ruleId;
    }
}
