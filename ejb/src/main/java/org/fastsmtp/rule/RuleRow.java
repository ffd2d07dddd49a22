package org.fastsmtp.rule;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.json.Json;

/** A row of {@code rules}. The database sets the times. */
@Entity
@Table(name = "rules")
class RuleRow {
    @Id
    private UUID id;

    @Column(name = "ruleset_id", updatable = false)
    private UUID rulesetId;

    @Column(name = "\"order\"")
    private int order;

    private String name;
    private String field;
    private String operator;
    private String value;

    @Column(name = "case_sensitive")
    private boolean caseSensitive;

    private String action;

    @Column(name = "webhook_url_override")
    private String webhookUrlOverride;

    /** A JSON array; null in rows of the original. */
    @Column(name = "add_tags")
    private String addTags;

    @Column(name = "preserve_raw")
    private boolean preserveRaw;

    @Column(name = "is_enabled")
    private boolean enabled;

    private int weight;

    @Column(name = "created_at", insertable = false, updatable = false)
    private OffsetDateTime createdAt;

    @Column(name = "updated_at", insertable = false, updatable = false)
    private OffsetDateTime updatedAt;

    protected RuleRow() {}

    RuleRow(UUID rulesetId, int order, RuleText text) {
        this.id = UUID.randomUUID();
        this.rulesetId = rulesetId;
        this.order = order;
        set(text);
    }

    final void set(RuleText text) {
        name = text.name().orElse(null);
        field = text.field();
        operator = text.operator();
        value = text.value();
        caseSensitive = text.caseSensitive();
        action = text.action();
        webhookUrlOverride = text.webhookUrlOverride().orElse(null);
        addTags = Json.createArrayBuilder(text.addTags()).build().toString();
        preserveRaw = text.preserveRaw();
        enabled = text.enabled();
        weight = RuleWeight.of(text);
    }

    void moveTo(int order) {
        this.order = order;
    }

    UUID id() {
        return id;
    }

    int weight() {
        return weight;
    }

    RuleText text() {
        return new RuleText(
                Optional.ofNullable(name),
                field,
                operator,
                value,
                caseSensitive,
                action,
                Optional.ofNullable(webhookUrlOverride),
                RuleRows.tags(id, addTags),
                preserveRaw,
                enabled);
    }

    Rule rule() {
        return new Rule(id, rulesetId, order, text(), createdAt.toInstant(), updatedAt.toInstant());
    }
}
