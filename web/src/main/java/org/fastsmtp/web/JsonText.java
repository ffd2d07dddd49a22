package org.fastsmtp.web;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A JSON text read strictly (RFC 8259), with the offset and the words of a fault as clients know them (CONTRACT section 1.1). A reader of
 * its own because those are part of the contract, and so that depth and size of numbers are bounded: nothing a client sends may recurse
 * or compute without limit.
 */
final class JsonText {
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final int MAX_DEPTH = 100;
    private static final int MAX_NUMBER_LENGTH = 400;

    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    /** Where and why the text is no JSON. */
    static final class Malformed extends Exception {
        private final int offset;

        Malformed(String reason, int offset) {
            super(reason, null, false, false);
            this.offset = offset;
        }

        int offset() {
            return offset;
        }
    }

    /** The octets are not UTF-8, or the value is deeper or a number longer than anybody needs. */
    static final class Unreadable extends Exception {
        Unreadable() {
            super(null, null, false, false);
        }
    }

    static JsonValue read(byte[] octets) throws Malformed, Unreadable {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Unreadable();
        }
        return new JsonText(text.startsWith("\uFEFF") ? text.substring(1) : text).whole();
    }

    private JsonValue whole() throws Malformed, Unreadable {
        JsonValue value = value(0);
        if (at < text.length()) {
            throw new Malformed("Extra data", at);
        }
        return value;
    }

    /** A value and the white space around it. */
    private JsonValue value(int depth) throws Malformed, Unreadable {
        if (depth > MAX_DEPTH) {
            throw new Unreadable();
        }
        skipSpace();
        JsonValue value = switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> JSON.createValue(string());
            case 't' -> word("true", JsonValue.TRUE);
            case 'f' -> word("false", JsonValue.FALSE);
            case 'n' -> word("null", JsonValue.NULL);
            default -> number();
        };
        skipSpace();
        return value;
    }

    private JsonObject object(int depth) throws Malformed, Unreadable {
        JsonObjectBuilder object = JSON.createObjectBuilder();
        at++;
        skipSpace();
        if (peek() == '}') {
            at++;
            return object.build();
        }
        while (true) {
            skipSpace();
            if (peek() != '"') {
                throw new Malformed("Expecting property name enclosed in double quotes", at);
            }
            String name = string();
            skipSpace();
            if (peek() != ':') {
                throw new Malformed("Expecting ':' delimiter", at);
            }
            at++;
            object.add(name, value(depth + 1));
            if (peek() == '}') {
                at++;
                return object.build();
            }
            comma();
        }
    }

    private JsonValue array(int depth) throws Malformed, Unreadable {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        at++;
        skipSpace();
        if (peek() == ']') {
            at++;
            return array.build();
        }
        while (true) {
            array.add(value(depth + 1));
            if (peek() == ']') {
                at++;
                return array.build();
            }
            comma();
        }
    }

    private void comma() throws Malformed {
        if (peek() != ',') {
            throw new Malformed("Expecting ',' delimiter", at);
        }
        at++;
    }

    private String string() throws Malformed {
        int start = at++;
        StringBuilder value = new StringBuilder();
        while (true) {
            if (at >= text.length()) {
                throw new Malformed("Unterminated string starting at", start);
            }
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c < ' ') {
                throw new Malformed("Invalid control character at", at - 1);
            }
            value.append(c == '\\' ? escape(start) : c);
        }
    }

    private char escape(int start) throws Malformed {
        if (at >= text.length()) {
            throw new Malformed("Unterminated string starting at", start);
        }
        char c = text.charAt(at++);
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw new Malformed("Invalid \\escape", at - 2);
        };
    }

    private char unicode() throws Malformed {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at + i < text.length() ? Character.digit(text.charAt(at + i), 16) : -1;
            if (digit < 0 || text.charAt(at + i) > 'f') {
                throw new Malformed("Invalid \\uXXXX escape", at);
            }
            code = code * 16 + digit;
        }
        at += 4;
        return (char) code;
    }

    private JsonValue word(String word, JsonValue value) throws Malformed {
        if (!text.startsWith(word, at)) {
            throw new Malformed("Expecting value", at);
        }
        at += word.length();
        return value;
    }

    private JsonValue number() throws Malformed, Unreadable {
        int start = at;
        int end = at;
        if (charAt(end) == '-') {
            end++;
        }
        int digits = end;
        end = charAt(end) == '0' ? end + 1 : skipDigits(end);
        if (end == digits) {
            throw new Malformed("Expecting value", start);
        }
        boolean whole = true;
        if (charAt(end) == '.' && skipDigits(end + 1) > end + 1) {
            end = skipDigits(end + 1);
            whole = false;
        }
        if (charAt(end) == 'e' || charAt(end) == 'E') {
            int exponent = charAt(end + 1) == '+' || charAt(end + 1) == '-' ? end + 2 : end + 1;
            if (skipDigits(exponent) > exponent) {
                end = skipDigits(exponent);
                whole = false;
            }
        }
        at = end;
        if (end - start > MAX_NUMBER_LENGTH) {
            throw new Unreadable();
        }
        String literal = text.substring(start, end);
        if (whole) {
            return JSON.createValue(new BigDecimal(literal).toBigIntegerExact());
        }
        double value = Double.parseDouble(literal);
        if (Double.isInfinite(value)) {
            throw new Unreadable();
        }
        return JSON.createValue(value);
    }

    private int skipDigits(int from) {
        int end = from;
        while (charAt(end) >= '0' && charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        return charAt(at);
    }

    /** NUL past the end: no place where NUL would be read as anything but a fault. */
    private char charAt(int index) {
        return index < text.length() ? text.charAt(index) : '\0';
    }
}
