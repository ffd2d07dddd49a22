package org.fastsmtp.web;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import org.fastsmtp.json.Json;

/**
 * One thing wrong with a request, in the form clients know (CONTRACT section 1.1).
 *
 * @param type what kind, e.g. {@code string_too_short}
 * @param location texts and numbers, the first of them {@code body}, {@code query} or {@code path}
 * @param message for people
 * @param input what was sent there
 * @param context the limits that were missed; empty: the key is left out
 */
public record Fault(
        String type, List<Object> location, String message, JsonValue input, Map<String, JsonValue> context) {
    public Fault {
        location = List.copyOf(location);
        context = Map.copyOf(context);
    }

    JsonObject json() {
        JsonArrayBuilder loc = Json.createArrayBuilder();
        for (Object step : location) {
            if (step instanceof Integer number) {
                loc.add(number);
            } else {
                loc.add(step.toString());
            }
        }
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("type", type)
                .add("loc", loc)
                .add("msg", message)
                .add("input", input);
        if (!context.isEmpty()) {
            JsonObjectBuilder ctx = Json.createObjectBuilder();
            context.forEach(ctx::add);
            json.add("ctx", ctx);
        }
        return json.build();
    }
}
