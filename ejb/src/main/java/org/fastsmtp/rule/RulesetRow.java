package org.fastsmtp.rule;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** A row of {@code rulesets}. The database sets the times. */
@Entity
@Table(name = "rulesets")
class RulesetRow {
    @Id
    private UUID id;

    @Column(name = "domain_id", updatable = false)
    private UUID domainId;

    private String name;
    private int priority;

    @Column(name = "stop_on_match")
    private boolean stopOnMatch;

    @Column(name = "is_enabled")
    private boolean enabled;

    @Column(name = "created_at", insertable = false, updatable = false)
    private OffsetDateTime createdAt;

    @Column(name = "updated_at", insertable = false, updatable = false)
    private OffsetDateTime updatedAt;

    protected RulesetRow() {}

    RulesetRow(UUID domainId, RulesetText text) {
        this.id = UUID.randomUUID();
        this.domainId = domainId;
        set(text);
    }

    final void set(RulesetText text) {
        name = text.name();
        priority = text.priority();
        stopOnMatch = text.stopOnMatch();
        enabled = text.enabled();
    }

    UUID id() {
        return id;
    }

    RulesetText text() {
        return new RulesetText(name, priority, stopOnMatch, enabled);
    }

    Ruleset ruleset(List<Rule> rules) {
        return new Ruleset(
                id,
                domainId,
                name,
                priority,
                stopOnMatch,
                enabled,
                createdAt.toInstant(),
                updatedAt.toInstant(),
                rules);
    }
}
