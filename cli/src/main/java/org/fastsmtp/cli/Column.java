package org.fastsmtp.cli;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.stream.Collectors;

/**
 * A column of a table, or a line of a single object.
 *
 * @param absent what stands for null and for a key that is missing
 */
public record Column(String title, String key, String absent, Form form) {
    private static final int SHORT = 8;

    /** How a value is written. */
    public enum Form {
        /** As it is; a flag as yes or no. */
        PLAIN,
        /** Of an identifier the first 8 characters. */
        SHORT,
        /** Of a flag ✓ or ✗. */
        MARK
    }

    public Column(String title, String key, String absent) {
        this(title, key, absent, Form.PLAIN);
    }

    public static Column of(String title, String key) {
        return new Column(title, key, "-");
    }

    public Column as(Form other) {
        return new Column(title, key, absent, other);
    }

    /** As text for a terminal: control characters are shown, not obeyed, because mail and answers of strangers are among the values. */
    String cell(JsonObject row) {
        return harmless(text(row.get(key)));
    }

    private String text(JsonValue value) {
        if (value == null) {
            return absent;
        }
        return switch (value.getValueType()) {
            case NULL -> absent;
            case TRUE -> form == Form.MARK ? "✓" : "yes";
            case FALSE -> form == Form.MARK ? "✗" : "no";
            case STRING -> shortened(((JsonString) value).getString());
            case ARRAY -> ((JsonArray) value).stream().map(this::text).collect(Collectors.joining(", "));
            default -> value.toString();
        };
    }

    private String shortened(String text) {
        return form == Form.SHORT && text.length() > SHORT ? text.substring(0, SHORT) : text;
    }

    /** Control and invisible characters written out, so that a terminal shows and does not obey them. */
    public static String harmless(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (c == '\n' || c == '\t') {
                shown.append(' ');
            } else if (type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }
}
