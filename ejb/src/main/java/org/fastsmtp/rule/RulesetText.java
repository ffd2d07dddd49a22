package org.fastsmtp.rule;

import jakarta.json.JsonObject;
import java.util.Objects;
import org.fastsmtp.json.Json;

/** A ruleset as somebody wrote it; {@link RuleCheck} says what is wrong with it. */
public record RulesetText(String name, int priority, boolean stopOnMatch, boolean enabled) {
    public RulesetText {
        Objects.requireNonNull(name);
    }

    /** With the API's keys. */
    public JsonObject toJson() {
        return Json.createObjectBuilder()
                .add("name", name)
                .add("priority", priority)
                .add("stop_on_match", stopOnMatch)
                .add("is_enabled", enabled)
                .build();
    }
}
