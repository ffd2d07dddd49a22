package org.fastsmtp.rule;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.fastsmtp.json.Json;

/**
 * A rule as somebody wrote it, or as it lies in the database: words, not yet judged. {@link RuleCheck} says what is wrong with it.
 *
 * @param webhookUrlOverride where a matching mail goes instead of the recipient's endpoint
 */
public record RuleText(
        Optional<String> name,
        String field,
        String operator,
        String value,
        boolean caseSensitive,
        String action,
        Optional<String> webhookUrlOverride,
        List<String> addTags,
        boolean preserveRaw,
        boolean enabled) {
    public RuleText {
        Objects.requireNonNull(name);
        Objects.requireNonNull(field);
        Objects.requireNonNull(operator);
        Objects.requireNonNull(value);
        Objects.requireNonNull(action);
        Objects.requireNonNull(webhookUrlOverride);
        addTags = List.copyOf(addTags);
    }

    /** With the contract's defaults (section 4.1). */
    public static RuleText of(String field, String operator, String value) {
        return new RuleText(
                Optional.empty(),
                field,
                operator,
                value,
                false,
                Action.FORWARD.toString(),
                Optional.empty(),
                List.of(),
                false,
                true);
    }

    /** With the API's keys. */
    public JsonObject toJson() {
        return Json.createObjectBuilder()
                .add("name", nullable(name))
                .add("field", field)
                .add("operator", operator)
                .add("value", value)
                .add("case_sensitive", caseSensitive)
                .add("action", action)
                .add("webhook_url_override", nullable(webhookUrlOverride))
                .add("add_tags", Json.createArrayBuilder(addTags))
                .add("preserve_raw", preserveRaw)
                .add("is_enabled", enabled)
                .build();
    }

    private static JsonValue nullable(Optional<String> text) {
        return text.<JsonValue>map(Json::createValue).orElse(JsonValue.NULL);
    }
}
