package org.fastsmtp.rule;

import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import org.fastsmtp.json.Json;

/**
 * The value of operator {@code in}: texts separated by commas, white space around them not counting, or, for texts that hold a comma, a JSON
 * array of strings.
 */
final class ValueList {
    private ValueList() {}

    /** @throws IllegalArgumentException when it is no such list, or an empty or too long one */
    static List<String> parse(String text) {
        List<String> items = text.stripLeading().startsWith("[")
                ? array(text)
                : Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .toList();
        if (items.isEmpty() || items.size() > RuleLimits.MAX_LIST_ITEMS) {
            throw new IllegalArgumentException("a list has 1 to " + RuleLimits.MAX_LIST_ITEMS + " items");
        }
        return items;
    }

    private static List<String> array(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            List<JsonValue> items = reader.readArray();
            if (!items.stream().allMatch(JsonString.class::isInstance)) {
                throw new IllegalArgumentException("the items of a JSON list must be texts");
            }
            return items.stream().map(item -> ((JsonString) item).getString()).toList();
        } catch (JsonException e) {
            throw new IllegalArgumentException("starts with [ but is not a JSON array of texts", e);
        }
    }
}
