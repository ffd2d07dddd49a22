package org.fastsmtp.rule;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Rules that belong together.
 *
 * @param priority higher is evaluated earlier; 0 to 1000
 * @param stopOnMatch whether the first match ends this ruleset (the next ones are still evaluated)
 * @param rules by order; empty where a list of rulesets does not show them
 */
public record Ruleset(
        UUID id,
        UUID domainId,
        String name,
        int priority,
        boolean stopOnMatch,
        boolean enabled,
        Instant createdAt,
        Instant updatedAt,
        List<Rule> rules) {
    public Ruleset {
        Objects.requireNonNull(id);
        Objects.requireNonNull(domainId);
        Objects.requireNonNull(name);
        Objects.requireNonNull(createdAt);
        Objects.requireNonNull(updatedAt);
        rules = List.copyOf(rules);
    }

    Ruleset with(List<Rule> rules) {
        return new Ruleset(id, domainId, name, priority, stopOnMatch, enabled, createdAt, updatedAt, rules);
    }
}
