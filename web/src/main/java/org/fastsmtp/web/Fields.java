package org.fastsmtp.web;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The fields of a body or of a query string. Each method reads one field; what is wrong is collected, not thrown, and told all together by
 * {@link Call#validated()}, so until then a returned value may be a stand-in.
 *
 * <p>A field comes in three forms. <b>required</b>: absent and null are faults. <b>optional</b>: may be absent, null is a fault.
 * <b>nullable</b>: absent and null are both empty; {@link #has} tells them apart.
 */
public final class Fields {
    private static final UUID NIL = new UUID(0, 0);

    private final List<Object> where;
    private final JsonObject fields;
    private final Faults faults;
    private final Coercion coercion;

    Fields(String where, JsonObject fields, Faults faults) {
        this.where = List.of(where);
        this.fields = fields;
        this.faults = faults;
        this.coercion = new Coercion(faults);
    }

    /** Whether the client sent the field, be it null. */
    public boolean has(String field) {
        return fields.containsKey(field);
    }

    /** The field as it was sent; empty when absent. */
    public Optional<JsonValue> raw(String field) {
        return Optional.ofNullable(fields.get(field));
    }

    // Texts, length in characters.

    public String requiredString(String field, int min, int max) {
        return required(field, (at, value) -> coercion.text(at, value, min, max), "");
    }

    public Optional<String> optionalString(String field, int min, int max) {
        return optional(field, (at, value) -> coercion.text(at, value, min, max));
    }

    public Optional<String> nullableString(String field, int min, int max) {
        return nullable(field, (at, value) -> coercion.text(at, value, min, max));
    }

    /** One of the words. */
    public String requiredWord(String field, List<String> words) {
        return required(field, (at, value) -> coercion.word(at, value, words), words.get(0));
    }

    public Optional<String> optionalWord(String field, List<String> words) {
        return optional(field, (at, value) -> coercion.word(at, value, words));
    }

    // Booleans, lax.

    public Optional<Boolean> optionalBool(String field) {
        return optional(field, coercion::bool);
    }

    public Optional<Boolean> nullableBool(String field) {
        return nullable(field, coercion::bool);
    }

    // Numbers; both bounds belong to the range.

    public int requiredInteger(String field, int min, int max) {
        return required(field, (at, value) -> coercion.integer(at, value, min, max), min);
    }

    public Optional<Integer> optionalInteger(String field, int min, int max) {
        return optional(field, (at, value) -> coercion.integer(at, value, min, max));
    }

    public Optional<Integer> nullableInteger(String field, int min, int max) {
        return nullable(field, (at, value) -> coercion.integer(at, value, min, max));
    }

    public Optional<Double> nullableNumber(String field, double min, double max) {
        return nullable(field, (at, value) -> coercion.number(at, value, min, max));
    }

    // Identifiers.

    public UUID requiredUuid(String field) {
        return required(field, coercion::uuid, NIL);
    }

    public Optional<UUID> optionalUuid(String field) {
        return optional(field, coercion::uuid);
    }

    public List<UUID> requiredUuids(String field, int min, int max) {
        return required(field, (at, value) -> coercion.list(at, value, min, max, coercion::uuid), List.of());
    }

    // http and https addresses, normalised (HttpUrl), at most 2083 characters.

    public String requiredUrl(String field) {
        return required(field, coercion::url, "http://invalid/");
    }

    public Optional<String> optionalUrl(String field) {
        return optional(field, coercion::url);
    }

    public Optional<String> nullableUrl(String field) {
        return nullable(field, coercion::url);
    }

    // Instants; without an offset: UTC.

    public Optional<OffsetDateTime> optionalDateTime(String field) {
        return optional(field, coercion::dateTime);
    }

    public Optional<OffsetDateTime> nullableDateTime(String field) {
        return nullable(field, coercion::dateTime);
    }

    // Lists and maps of texts.

    public Optional<List<String>> optionalStrings(String field, int maxItems, int maxLength) {
        return optional(field, (at, value) -> coercion.texts(at, value, maxItems, maxLength));
    }

    public Optional<List<String>> nullableStrings(String field, int maxItems, int maxLength) {
        return nullable(field, (at, value) -> coercion.texts(at, value, maxItems, maxLength));
    }

    public Optional<Map<String, String>> optionalStringMap(String field) {
        return optional(field, coercion::textMap);
    }

    /**
     * Adds a fault of the caller's own about a field, e.g. {@code valueError("field", "Invalid field: must be …")}; clients see the message
     * behind {@code "Value error, "}.
     */
    public void valueError(String field, String message) {
        faults.add(
                "value_error",
                Coercion.inside(where, field),
                "Value error, " + message,
                fields.getOrDefault(field, JsonValue.NULL),
                Map.of("error", JsonValue.EMPTY_JSON_OBJECT));
    }

    /** As {@link #valueError(String, String)}, about an item of a list or a key of a map. */
    public void valueError(String field, Object step, String message) {
        faults.add(
                "value_error",
                Coercion.inside(Coercion.inside(where, field), step),
                "Value error, " + message,
                inside(fields.get(field), step),
                Map.of("error", JsonValue.EMPTY_JSON_OBJECT));
    }

    private static JsonValue inside(JsonValue value, Object step) {
        if (value instanceof JsonArray array && step instanceof Integer index && index < array.size()) {
            return array.get(index);
        }
        return value instanceof JsonObject object && object.containsKey(step.toString())
                ? object.get(step.toString())
                : JsonValue.NULL;
    }

    private <T> T required(String field, Coercion.Reader<T> reader, T standIn) {
        JsonValue value = fields.get(field);
        if (value == null) {
            faults.add("missing", Coercion.inside(where, field), "Field required", fields);
            return standIn;
        }
        return reader.read(Coercion.inside(where, field), value).orElse(standIn);
    }

    private <T> Optional<T> optional(String field, Coercion.Reader<T> reader) {
        JsonValue value = fields.get(field);
        return value == null ? Optional.empty() : reader.read(Coercion.inside(where, field), value);
    }

    private <T> Optional<T> nullable(String field, Coercion.Reader<T> reader) {
        return fields.get(field) == JsonValue.NULL ? Optional.empty() : optional(field, reader);
    }
}
