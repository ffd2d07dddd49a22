package org.fastsmtp.rule;

import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.fastsmtp.access.AlreadyExistsException;
import org.fastsmtp.access.Audit;
import org.fastsmtp.access.Caller;
import org.fastsmtp.json.Json;

/**
 * The rules of the domains, for whoever looks at them and changes them (CONTRACT section 1.8). Each change is one transaction with its audit
 * entry and the domain's next version, and changes of one domain wait for each other: no order is given twice, no limit overrun.
 *
 * <p>Methods that change throw {@link InvalidRuleException} and {@link AlreadyExistsException}, and change nothing then; empty means that
 * the ruleset or rule is not there.
 */
@Stateless
public class Rulesets {
    private static final UUID NONE = new UUID(0, 0);

    @PersistenceContext(unitName = "fastsmtp")
    private EntityManager entities;

    private Audit audit;
    private Event<RulesChanged> changes;
    private RuleCheck check;

    /** For the container. */
    public Rulesets() {}

    @Inject
    Rulesets(Audit audit, Event<RulesChanged> changes, RuleCheck check) {
        this.audit = audit;
        this.changes = changes;
        this.check = check;
    }

    /** For a test, which has no container. */
    Rulesets(EntityManager entities, Audit audit, Event<RulesChanged> changes, RuleCheck check) {
        this(audit, changes, check);
        this.entities = entities;
    }

    /** How a request to reorder ended. */
    public enum Reordering {
        DONE,
        NO_SUCH_RULESET,
        /** An id is not one of this ruleset's rules. */
        FOREIGN_RULE,
        /** A rule of the ruleset was not listed. */
        INCOMPLETE
    }

    /** By priority, the highest first, then by name; without their rules. */
    public List<Ruleset> list(UUID domainId) {
        return rows().rulesets(domainId).stream()
                .map(row -> row.ruleset(List.of()))
                .toList();
    }

    public Optional<Ruleset> find(UUID domainId, UUID rulesetId) {
        return rows().ruleset(domainId, rulesetId).map(row -> row.ruleset(rules(rulesetId)));
    }

    public Optional<Rule> findRule(UUID domainId, UUID ruleId) {
        return rows().rule(domainId, ruleId).map(RuleRow::rule);
    }

    public Ruleset create(Caller caller, UUID domainId, RulesetText text) {
        refuse(check.faults(text));
        rows().lock(domainId);
        if (rows().rulesetCount(domainId) >= RuleLimits.MAX_RULESETS_OF_DOMAIN) {
            refuse(List.of(
                    RuleFault.ofLimit("a domain has at most " + RuleLimits.MAX_RULESETS_OF_DOMAIN + " rulesets")));
        }
        requireFreeName(domainId, text.name());
        RulesetRow row = new RulesetRow(domainId, text);
        rows().add(row);
        done(caller, domainId, "create", "ruleset", row.id(), Optional.empty(), Optional.of(text.toJson()));
        return row.ruleset(List.of());
    }

    public Optional<Ruleset> update(Caller caller, UUID domainId, UUID rulesetId, UnaryOperator<RulesetText> change) {
        rows().lock(domainId);
        return rows().ruleset(domainId, rulesetId).map(row -> {
            RulesetText before = row.text();
            RulesetText after = change.apply(before);
            if (!after.equals(before)) {
                refuse(check.faults(after));
                if (!after.name().equals(before.name())) {
                    requireFreeName(domainId, after.name());
                }
                row.set(after);
                rows().refresh(row);
                done(
                        caller,
                        domainId,
                        "update",
                        "ruleset",
                        rulesetId,
                        Optional.of(before.toJson()),
                        Optional.of(after.toJson()));
            }
            return row.ruleset(List.of());
        });
    }

    /** The ruleset as it was, with its rules, which go too. */
    public Optional<Ruleset> delete(Caller caller, UUID domainId, UUID rulesetId) {
        rows().lock(domainId);
        return rows().ruleset(domainId, rulesetId).map(row -> {
            Ruleset gone = row.ruleset(rules(rulesetId));
            rows().remove(row);
            done(
                    caller,
                    domainId,
                    "delete",
                    "ruleset",
                    rulesetId,
                    Optional.of(row.text().toJson()),
                    Optional.empty());
            return gone;
        });
    }

    /** The new rule comes last in its ruleset. */
    public Optional<Rule> addRule(Caller caller, UUID domainId, UUID rulesetId, RuleText text) {
        refuse(check.faults(text));
        rows().lock(domainId);
        return rows().ruleset(domainId, rulesetId).map(ruleset -> {
            refuse(rows().limits(domainId, 1, RuleWeight.of(text)));
            refuse(rows().bodyPatterns(domainId, NONE, text));
            RuleRow row = new RuleRow(rulesetId, rows().nextOrder(rulesetId), text);
            rows().add(row);
            done(caller, domainId, "create", "rule", row.id(), Optional.empty(), Optional.of(text.toJson()));
            return row.rule();
        });
    }

    public Optional<Rule> updateRule(Caller caller, UUID domainId, UUID ruleId, UnaryOperator<RuleText> change) {
        rows().lock(domainId);
        return rows().rule(domainId, ruleId).map(row -> {
            RuleText before = row.text();
            RuleText after = change.apply(before);
            if (!after.equals(before)) {
                refuse(check.faults(after));
                refuse(rows().limits(domainId, 0, RuleWeight.of(after) - row.weight()));
                refuse(rows().bodyPatterns(domainId, ruleId, after));
                row.set(after);
                rows().refresh(row);
                done(
                        caller,
                        domainId,
                        "update",
                        "rule",
                        ruleId,
                        Optional.of(before.toJson()),
                        Optional.of(after.toJson()));
            }
            return row.rule();
        });
    }

    /** The rule as it was; the order of the others stays. */
    public Optional<Rule> deleteRule(Caller caller, UUID domainId, UUID ruleId) {
        rows().lock(domainId);
        return rows().rule(domainId, ruleId).map(row -> {
            Rule gone = row.rule();
            rows().remove(row);
            done(
                    caller,
                    domainId,
                    "delete",
                    "rule",
                    ruleId,
                    Optional.of(gone.text().toJson()),
                    Optional.empty());
            return gone;
        });
    }

    /** @param ruleIds every rule of the ruleset in the order wanted; of a rule listed twice the first place counts */
    public Reordering reorder(Caller caller, UUID domainId, UUID rulesetId, List<UUID> ruleIds) {
        rows().lock(domainId);
        if (rows().ruleset(domainId, rulesetId).isEmpty()) {
            return Reordering.NO_SUCH_RULESET;
        }
        List<RuleRow> rules = rows().rules(rulesetId);
        Map<UUID, RuleRow> unplaced = new HashMap<>();
        rules.forEach(rule -> unplaced.put(rule.id(), rule));
        if (!unplaced.keySet().containsAll(ruleIds)) {
            return Reordering.FOREIGN_RULE;
        }
        if (!new HashSet<>(ruleIds).containsAll(unplaced.keySet())) {
            return Reordering.INCOMPLETE;
        }
        int order = 0;
        for (UUID id : ruleIds) {
            RuleRow rule = unplaced.remove(id);
            if (rule != null) {
                rule.moveTo(order++);
            }
        }
        done(
                caller,
                domainId,
                "reorder",
                "ruleset",
                rulesetId,
                Optional.of(order(rules.stream().map(RuleRow::id).toList())),
                Optional.of(order(ruleIds)));
        return Reordering.DONE;
    }

    private RulesetRows rows() {
        return new RulesetRows(entities);
    }

    private List<Rule> rules(UUID rulesetId) {
        return rows().rules(rulesetId).stream().map(RuleRow::rule).toList();
    }

    private static void refuse(List<RuleFault> faults) {
        if (!faults.isEmpty()) {
            throw new InvalidRuleException(faults);
        }
    }

    private void requireFreeName(UUID domainId, String name) {
        if (rows().isTaken(domainId, name)) {
            throw new AlreadyExistsException("Ruleset '" + name + "' already exists");
        }
    }

    private void done(
            Caller caller,
            UUID domainId,
            String action,
            String target,
            UUID targetId,
            Optional<JsonObject> before,
            Optional<JsonObject> after) {
        rows().bump(domainId);
        audit.record(caller, action, target, Optional.of(targetId), Optional.of(domainId), before, after);
        changes.fire(new RulesChanged(domainId));
    }

    private static JsonObject order(List<UUID> ids) {
        JsonArrayBuilder order = Json.createArrayBuilder();
        ids.forEach(id -> order.add(id.toString()));
        return Json.createObjectBuilder().add("rule_ids", order).build();
    }
}
