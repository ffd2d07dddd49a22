package org.fastsmtp.settings;

import java.util.ArrayList;
import java.util.List;

/** A JSON array of texts, the form of the original's list settings. A reader of its own, so that the launcher needs no JSON library. */
final class TextList {
    private final String text;
    private int at;

    private TextList(String text) {
        this.text = text.strip();
    }

    /** @throws IllegalArgumentException when {@code text} is not a JSON array of strings */
    static List<String> parse(String text) {
        return new TextList(text).read();
    }

    private List<String> read() {
        List<String> values = new ArrayList<>();
        expect('[');
        skipSpace();
        if (peek() == ']') {
            at++;
        } else {
            do {
                skipSpace();
                values.add(string());
                skipSpace();
            } while (next() == ',');
            if (text.charAt(at - 1) != ']') {
                throw new IllegalArgumentException("expected , or ]");
            }
        }
        if (at != text.length()) {
            throw new IllegalArgumentException("text after the array");
        }
        return List.copyOf(values);
    }

    private String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            value.append(c == '\\' ? escape() : c);
        }
        return value.toString();
    }

    private char escape() {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> {
                if (at + 4 > text.length()) {
                    throw new IllegalArgumentException("cut escape");
                }
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            default -> throw new IllegalArgumentException("unknown escape");
        };
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private void expect(char wanted) {
        if (next() != wanted) {
            throw new IllegalArgumentException("expected " + wanted);
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw new IllegalArgumentException("ends too early");
        }
        return text.charAt(at);
    }

    private char next() {
        char c = peek();
        at++;
        return c;
    }
}
