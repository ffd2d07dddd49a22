package org.fastsmtp.rule;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/** A rule in its ruleset, as stored. */
public record Rule(UUID id, UUID rulesetId, int order, RuleText text, Instant createdAt, Instant updatedAt) {
    public Rule {
        Objects.requireNonNull(id);
        Objects.requireNonNull(rulesetId);
        Objects.requireNonNull(text);
        Objects.requireNonNull(createdAt);
        Objects.requireNonNull(updatedAt);
    }
}
