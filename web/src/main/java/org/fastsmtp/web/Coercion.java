package org.fastsmtp.web;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fastsmtp.json.Json;

/**
 * Turns a JSON value into a value of Java as leniently, and refuses it in the same words, as clients are used to (CONTRACT section 1.1):
 * booleans and numbers lax, texts strict. A method returns empty exactly when it has added a fault.
 */
final class Coercion {
    private static final Set<String> YES = Set.of("true", "1", "yes", "on", "t", "y");
    private static final Set<String> NO = Set.of("false", "0", "no", "off", "f", "n");

    private final Faults faults;

    Coercion(Faults faults) {
        this.faults = faults;
    }

    /** A text of {@code min} to {@code max} characters, counted as Unicode code points. */
    Optional<String> text(List<Object> location, JsonValue value, int min, int max) {
        if (!(value instanceof JsonString string)) {
            return fault("string_type", location, "Input should be a valid string", value);
        }
        String text = string.getString();
        if (!isUnicode(text)) {
            return fault(
                    "string_unicode",
                    location,
                    "Input should be a valid string, unable to parse raw data as a unicode string",
                    Json.createValue(text.replaceAll("[\\uD800-\\uDFFF]", "\uFFFD")));
        }
        if (text.indexOf('\0') >= 0) {
            // No database stores it.
            return fault("value_error", location, "Value error, must not contain the character U+0000", value);
        }
        int length = text.codePointCount(0, text.length());
        if (length < min) {
            return fault(
                    "string_too_short",
                    location,
                    "String should have at least " + characters(min),
                    value,
                    Map.of("min_length", Json.createValue(min)));
        }
        if (length > max) {
            return fault(
                    "string_too_long",
                    location,
                    "String should have at most " + characters(max),
                    value,
                    Map.of("max_length", Json.createValue(max)));
        }
        return Optional.of(text);
    }

    Optional<Boolean> bool(List<Object> location, JsonValue value) {
        if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return Optional.of(value == JsonValue.TRUE);
        }
        if (value instanceof JsonNumber number) {
            BigDecimal amount = number.bigDecimalValue();
            if (amount.compareTo(BigDecimal.ONE) == 0 || amount.signum() == 0) {
                return Optional.of(amount.signum() != 0);
            }
        }
        if (value instanceof JsonString string) {
            String word = string.getString().toLowerCase(Locale.ROOT);
            if (YES.contains(word) || NO.contains(word)) {
                return Optional.of(YES.contains(word));
            }
        }
        if (value instanceof JsonString || value instanceof JsonNumber) {
            return fault("bool_parsing", location, "Input should be a valid boolean, unable to interpret input", value);
        }
        return fault("bool_type", location, "Input should be a valid boolean", value);
    }

    Optional<Integer> integer(List<Object> location, JsonValue value, int min, int max) {
        BigDecimal number;
        if (value instanceof JsonNumber given) {
            number = given.bigDecimalValue();
        } else if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            number = value == JsonValue.TRUE ? BigDecimal.ONE : BigDecimal.ZERO;
        } else if (value instanceof JsonString string) {
            String text = string.getString().strip();
            if (!text.matches("[+-]?[0-9]{1,400}(\\.0*)?")) {
                return fault(
                        "int_parsing",
                        location,
                        "Input should be a valid integer, unable to parse string as an integer",
                        value);
            }
            number = new BigDecimal(text.endsWith(".") ? text + "0" : text);
        } else {
            return fault("int_type", location, "Input should be a valid integer", value);
        }
        if (number.stripTrailingZeros().scale() > 0) {
            return fault(
                    "int_from_float",
                    location,
                    "Input should be a valid integer, got a number with a fractional part",
                    value);
        }
        return within(location, value, number, BigDecimal.valueOf(min), BigDecimal.valueOf(max))
                .map(BigDecimal::intValueExact);
    }

    Optional<Double> number(List<Object> location, JsonValue value, double min, double max) {
        if (!(value instanceof JsonNumber given)) {
            return fault("float_type", location, "Input should be a valid number", value);
        }
        return within(location, value, given.bigDecimalValue(), BigDecimal.valueOf(min), BigDecimal.valueOf(max))
                .map(BigDecimal::doubleValue);
    }

    private Optional<BigDecimal> within(
            List<Object> location, JsonValue value, BigDecimal number, BigDecimal min, BigDecimal max) {
        if (number.compareTo(min) < 0) {
            return fault(
                    "greater_than_equal",
                    location,
                    "Input should be greater than or equal to " + plain(min),
                    value,
                    Map.of("ge", Json.createValue(min)));
        }
        if (number.compareTo(max) > 0) {
            return fault(
                    "less_than_equal",
                    location,
                    "Input should be less than or equal to " + plain(max),
                    value,
                    Map.of("le", Json.createValue(max)));
        }
        return Optional.of(number);
    }

    Optional<UUID> uuid(List<Object> location, JsonValue value) {
        if (!(value instanceof JsonString string)) {
            return fault("uuid_type", location, "UUID input should be a string, bytes or UUID object", value);
        }
        Optional<UUID> uuid = Uuids.parse(string.getString());
        if (uuid.isEmpty()) {
            String reason = Uuids.faultOf(string.getString());
            return fault(
                    "uuid_parsing",
                    location,
                    "Input should be a valid UUID, " + reason,
                    value,
                    Map.of("error", Json.createValue(reason)));
        }
        return uuid;
    }

    /** An http or https address in its normal form ({@link HttpUrl}). */
    Optional<String> url(List<Object> location, JsonValue value) {
        if (!(value instanceof JsonString string)) {
            return fault("url_type", location, "URL input should be a string or URL", value);
        }
        String text = string.getString();
        if (text.length() > HttpUrl.MAX_LENGTH) {
            return fault(
                    "url_too_long",
                    location,
                    "URL should have at most " + HttpUrl.MAX_LENGTH + " characters",
                    value,
                    Map.of("max_length", Json.createValue(HttpUrl.MAX_LENGTH)));
        }
        try {
            return Optional.of(HttpUrl.parse(text).text());
        } catch (HttpUrl.OtherSchemeException e) {
            return fault(
                    "url_scheme",
                    location,
                    "URL scheme should be 'http' or 'https'",
                    value,
                    Map.of("expected_schemes", Json.createValue("'http' or 'https'")));
        } catch (IllegalArgumentException e) {
            return fault(
                    "url_parsing",
                    location,
                    "Input should be a valid URL, " + e.getMessage(),
                    value,
                    Map.of("error", Json.createValue(e.getMessage())));
        }
    }

    Optional<OffsetDateTime> dateTime(List<Object> location, JsonValue value) {
        if (!(value instanceof JsonString) && !(value instanceof JsonNumber)) {
            return fault("datetime_type", location, "Input should be a valid datetime", value);
        }
        try {
            return Optional.of(
                    value instanceof JsonString string
                            ? DateTimes.parse(string.getString())
                            : DateTimes.ofUnix(((JsonNumber) value).bigDecimalValue()));
        } catch (DateTimeException | ArithmeticException e) {
            return fault(
                    "datetime_from_date_parsing",
                    location,
                    "Input should be a valid datetime or date, invalid datetime",
                    value,
                    Map.of("error", Json.createValue("invalid datetime")));
        }
    }

    /** One of a closed set of words; the message names them all. */
    Optional<String> word(List<Object> location, JsonValue value, List<String> words) {
        if (value instanceof JsonString string && words.contains(string.getString())) {
            return Optional.of(string.getString());
        }
        String expected = listed(words);
        return fault(
                "enum", location, "Input should be " + expected, value, Map.of("expected", Json.createValue(expected)));
    }

    Optional<List<String>> texts(List<Object> location, JsonValue value, int maxItems, int maxLength) {
        return list(location, value, 0, maxItems, (at, item) -> text(at, item, 0, maxLength));
    }

    <T> Optional<List<T>> list(List<Object> location, JsonValue value, int min, int max, Reader<T> reader) {
        if (value.getValueType() != JsonValue.ValueType.ARRAY) {
            return fault("list_type", location, "Input should be a valid list", value);
        }
        List<JsonValue> items = value.asJsonArray();
        if (items.size() < min || items.size() > max) {
            boolean few = items.size() < min;
            int limit = few ? min : max;
            return fault(
                    few ? "too_short" : "too_long",
                    location,
                    "List should have at " + (few ? "least " : "most ") + limit + (limit == 1 ? " item" : " items")
                            + " after validation, not " + items.size(),
                    value,
                    Map.of(
                            "field_type",
                            Json.createValue("List"),
                            few ? "min_length" : "max_length",
                            Json.createValue(limit),
                            "actual_length",
                            Json.createValue(items.size())));
        }
        List<T> read = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            reader.read(inside(location, i), items.get(i)).ifPresent(read::add);
        }
        return read.size() == items.size() ? Optional.of(List.copyOf(read)) : Optional.empty();
    }

    Optional<Map<String, String>> textMap(List<Object> location, JsonValue value) {
        if (!(value instanceof JsonObject object)) {
            return fault("dict_type", location, "Input should be a valid dictionary", value);
        }
        Map<String, String> read = new LinkedHashMap<>();
        object.forEach((name, item) ->
                text(inside(location, name), item, 0, Integer.MAX_VALUE).ifPresent(text -> read.put(name, text)));
        return read.size() == object.size() ? Optional.of(read) : Optional.empty();
    }

    /** Reads one value; empty when it has added a fault. */
    @FunctionalInterface
    interface Reader<T> {
        Optional<T> read(List<Object> location, JsonValue value);
    }

    <T> Optional<T> fault(String type, List<Object> location, String message, JsonValue input) {
        return fault(type, location, message, input, Map.of());
    }

    <T> Optional<T> fault(
            String type, List<Object> location, String message, JsonValue input, Map<String, JsonValue> context) {
        faults.add(type, location, message, input, context);
        return Optional.empty();
    }

    static List<Object> inside(List<Object> location, Object step) {
        List<Object> deeper = new ArrayList<>(location);
        deeper.add(step);
        return deeper;
    }

    private static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static String characters(int count) {
        return count + (count == 1 ? " character" : " characters");
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private static String listed(List<String> words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words.size(); i++) {
            text.append(i == 0 ? "" : i == words.size() - 1 ? " or " : ", ")
                    .append('\'')
                    .append(words.get(i))
                    .append('\'');
        }
        return text.toString();
    }
}
