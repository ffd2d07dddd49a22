package org.fastsmtp.webhook;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** As much of JSON Schema as the payload's schema uses; and each key of a payload must be described in it. */
final class PayloadSchemaCheck {
    private static final JsonObject SCHEMA = read(PayloadSchema.text());

    private final List<String> faults = new ArrayList<>();

    static JsonObject read(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    static List<String> faults(JsonObject payload) {
        PayloadSchemaCheck check = new PayloadSchemaCheck();
        check.check("payload", payload, SCHEMA);
        return check.faults;
    }

    private void check(String where, JsonValue value, JsonObject described) {
        JsonObject rule = described;
        if (rule.containsKey("$ref")) {
            rule = SCHEMA.getJsonObject("$defs")
                    .getJsonObject(rule.getString("$ref").substring("#/$defs/".length()));
        }
        if (rule.containsKey("const") && !rule.get("const").equals(value)) {
            faults.add(where + " is not " + rule.get("const"));
        }
        if (rule.containsKey("enum") && !rule.getJsonArray("enum").contains(value)) {
            faults.add(where + " is none of " + rule.get("enum"));
        }
        if (rule.containsKey("type") && !types(rule).contains(type(value))) {
            faults.add(where + " is " + type(value) + ", not " + rule.get("type"));
            return;
        }
        if (value instanceof JsonString text
                && rule.containsKey("pattern")
                && !Pattern.compile(rule.getString("pattern"))
                        .matcher(text.getString())
                        .find()) {
            faults.add(where + " does not match: " + text);
        }
        if (value instanceof JsonNumber number && number.longValue() < rule.getInt("minimum", Integer.MIN_VALUE)) {
            faults.add(where + " is too small");
        }
        if (value instanceof JsonArray array && rule.containsKey("items")) {
            for (int i = 0; i < array.size(); i++) {
                check(where + "[" + i + "]", array.get(i), rule.getJsonObject("items"));
            }
        }
        if (value instanceof JsonObject object) {
            object(where, object, rule);
        }
    }

    private void object(String where, JsonObject object, JsonObject rule) {
        if (rule.containsKey("required")) {
            for (JsonString key : rule.getJsonArray("required").getValuesAs(JsonString.class)) {
                if (!object.containsKey(key.getString())) {
                    faults.add(where + " lacks " + key.getString());
                }
            }
        }
        for (Map.Entry<String, JsonValue> entry : object.entrySet()) {
            String inner = where + "." + entry.getKey();
            if (rule.containsKey("properties")
                    && rule.getJsonObject("properties").containsKey(entry.getKey())) {
                check(inner, entry.getValue(), rule.getJsonObject("properties").getJsonObject(entry.getKey()));
            } else if (rule.containsKey("additionalProperties")) {
                check(inner, entry.getValue(), rule.getJsonObject("additionalProperties"));
            } else if (rule.containsKey("properties")) {
                faults.add(inner + " is not described");
            }
        }
    }

    private static List<String> types(JsonObject rule) {
        return rule.get("type") instanceof JsonArray several
                ? several.getValuesAs(JsonString::getString)
                : List.of(rule.getString("type"));
    }

    private static String type(JsonValue value) {
        return switch (value.getValueType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case STRING -> "string";
            case NUMBER -> ((JsonNumber) value).isIntegral() ? "integer" : "number";
            case TRUE, FALSE -> "boolean";
            case NULL -> "null";
        };
    }
}
