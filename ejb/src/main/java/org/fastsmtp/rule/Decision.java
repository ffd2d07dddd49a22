package org.fastsmtp.rule;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.json.Json;

/**
 * What the rules of one domain say about one mail: stored with each delivery and shown by the API.
 *
 * @param action {@code forward}, {@code quarantine} or {@code drop}; never {@code tag}
 * @param tags in the order in which they were first added, no repeats
 * @param webhookUrlOverride of the last match that has one
 * @param matched in the order of evaluation, the first {@value #MOST_MATCHES} of them
 * @param matchCount how many there were in all
 * @param rulesVersion the version of the domain's rules that decided
 */
public record Decision(
        Action action,
        List<String> tags,
        Optional<String> webhookUrlOverride,
        boolean preserveRaw,
        List<Match> matched,
        int matchCount,
        long rulesVersion) {
    static final int MOST_MATCHES = 100;

    public Decision {
        if (action == Action.TAG) {
            throw new IllegalArgumentException("a decision is forward, quarantine or drop");
        }
        tags = List.copyOf(tags);
        Objects.requireNonNull(webhookUrlOverride);
        matched = List.copyOf(matched);
    }

    /** No rule matched: the mail goes to its recipient. */
    public static Decision forward(long rulesVersion) {
        return new Decision(Action.FORWARD, List.of(), Optional.empty(), false, List.of(), 0, rulesVersion);
    }

    public JsonObject toJson() {
        JsonArrayBuilder matches = Json.createArrayBuilder();
        matched.forEach(match -> matches.add(toJson(match)));
        JsonObjectBuilder json = toJson(new Effect(action, webhookUrlOverride, tags, preserveRaw), "tags");
        return json.add("matched", matches)
                .add("match_count", matchCount)
                .add("rules_version", rulesVersion)
                .build();
    }

    /** Reads what {@link #toJson()} wrote; keys of other features beside it are left alone. */
    public static Decision fromJson(JsonObject json) {
        Effect effect = effect(json, "tags");
        return new Decision(
                effect.action(),
                effect.addTags(),
                effect.webhookUrlOverride(),
                effect.preserveRaw(),
                json.getJsonArray("matched").getValuesAs(match -> match(match.asJsonObject())),
                json.getInt("match_count"),
                json.getJsonNumber("rules_version").longValue());
    }

    private static JsonObject toJson(Match match) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("ruleset_id", match.rulesetId().toString())
                .add("rule_id", match.ruleId().toString())
                .add("name", nullable(match.name()))
                .add("field", match.field())
                .add("operator", match.operator())
                .add("value_seen", match.valueSeen());
        return json.add("effect", toJson(match.effect(), "add_tags")).build();
    }

    private static JsonObjectBuilder toJson(Effect effect, String tagsKey) {
        return Json.createObjectBuilder()
                .add("action", effect.action().toString())
                .add(tagsKey, Json.createArrayBuilder(effect.addTags()))
                .add("webhook_url_override", nullable(effect.webhookUrlOverride()))
                .add("preserve_raw", effect.preserveRaw());
    }

    private static Match match(JsonObject json) {
        return new Match(
                UUID.fromString(json.getString("ruleset_id")),
                UUID.fromString(json.getString("rule_id")),
                optional(json, "name"),
                json.getString("field"),
                json.getString("operator"),
                json.getString("value_seen"),
                effect(json.getJsonObject("effect"), "add_tags"));
    }

    private static Effect effect(JsonObject json, String tagsKey) {
        return new Effect(
                Action.parse(json.getString("action")).orElseThrow(),
                optional(json, "webhook_url_override"),
                json.getJsonArray(tagsKey).getValuesAs(JsonString::getString),
                json.getBoolean("preserve_raw"));
    }

    private static JsonValue nullable(Optional<String> text) {
        return text.<JsonValue>map(Json::createValue).orElse(JsonValue.NULL);
    }

    private static Optional<String> optional(JsonObject json, String key) {
        return json.isNull(key) ? Optional.empty() : Optional.of(json.getString(key));
    }
}
