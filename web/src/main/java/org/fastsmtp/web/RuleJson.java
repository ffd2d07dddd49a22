package org.fastsmtp.web;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Locale;
import org.fastsmtp.intake.Rehearsal;
import org.fastsmtp.json.Json;
import org.fastsmtp.rule.Explanation;
import org.fastsmtp.rule.Rule;
import org.fastsmtp.rule.Ruleset;

/** Rules and rulesets as the API shows them (CONTRACT section 1.8); {@code name} and {@code is_enabled} of a rule are additions. */
final class RuleJson {
    private RuleJson() {}

    static JsonObject of(Ruleset ruleset) {
        return builder(ruleset).build();
    }

    static JsonObject withRules(Ruleset ruleset) {
        JsonArrayBuilder rules = Json.createArrayBuilder();
        ruleset.rules().forEach(rule -> rules.add(of(rule)));
        return builder(ruleset).add("rules", rules).build();
    }

    private static JsonObjectBuilder builder(Ruleset ruleset) {
        return Json.createObjectBuilder()
                .add("id", Answer.id(ruleset.id()))
                .add("domain_id", Answer.id(ruleset.domainId()))
                .add("name", ruleset.name())
                .add("priority", ruleset.priority())
                .add("stop_on_match", ruleset.stopOnMatch())
                .add("is_enabled", ruleset.enabled())
                .add("created_at", Answer.time(ruleset.createdAt()))
                .add("updated_at", Answer.time(ruleset.updatedAt()));
    }

    static JsonObject of(Rule rule) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("id", Answer.id(rule.id()))
                .add("ruleset_id", Answer.id(rule.rulesetId()))
                .add("order", rule.order());
        rule.text().toJson().forEach(json::add);
        return json.add("created_at", Answer.time(rule.createdAt()))
                .add("updated_at", Answer.time(rule.updatedAt()))
                .build();
    }

    /** What a trial showed. */
    static JsonObject of(Rehearsal.Outcome outcome) {
        JsonArrayBuilder rules = Json.createArrayBuilder();
        outcome.rules().forEach(explanation -> rules.add(of(explanation)));
        return Json.createObjectBuilder()
                .add(
                        "decision",
                        outcome.decision()
                                .<JsonValue>map(decision -> decision.toJson())
                                .orElse(JsonValue.NULL))
                .add("failure", Answer.text(outcome.failure()))
                .add("rules", rules)
                .build();
    }

    private static JsonObject of(Explanation explanation) {
        Rule rule = explanation.rule();
        return Json.createObjectBuilder()
                .add("ruleset_id", Answer.id(rule.rulesetId()))
                .add("ruleset_name", explanation.ruleset().name())
                .add("rule_id", Answer.id(rule.id()))
                .add("name", Answer.text(rule.text().name()))
                .add("order", rule.order())
                .add("field", rule.text().field())
                .add("operator", rule.text().operator())
                .add("value", rule.text().value())
                .add("action", rule.text().action())
                .add("outcome", explanation.outcome().name().toLowerCase(Locale.ROOT))
                .add("value_seen", explanation.valueSeen())
                .add("why", explanation.why())
                .build();
    }
}
