package org.fastsmtp.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A structured field {@code value; name=value; …} (RFC 2045 section 5.1, RFC 2231), read leniently: missing quotes, encoded words in
 * parameters and raw octets beyond ASCII are understood.
 *
 * @param value what stands before the first semicolon, lower case, without comments
 * @param parameters decoded, names in lower case; the first of repeated ones counts
 */
record FieldValue(String value, Map<String, String> parameters) {
    private static final int MAX_PARAMETERS = 200;

    static FieldValue parse(byte[] raw) {
        return new Parser(new String(raw, StandardCharsets.ISO_8859_1)).parse();
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    private static final class Parser {
        private final String text;
        private int at;
        private final Map<String, String> plain = new HashMap<>();
        /** By name, then by number: the pieces of RFC 2231 continuations. */
        private final Map<String, TreeMap<Integer, Piece>> pieces = new HashMap<>();

        Parser(String text) {
            this.text = text;
        }

        FieldValue parse() {
            String value = word(false).toLowerCase(Locale.ROOT);
            for (int count = 0; at < text.length() && count < MAX_PARAMETERS; count++) {
                at++;
                String name = word(true).toLowerCase(Locale.ROOT);
                if (at < text.length() && text.charAt(at) == '=') {
                    at++;
                    keep(name, word(false));
                }
            }
            Map<String, String> all = new HashMap<>();
            pieces.forEach((name, parts) -> all.put(name, joined(parts)));
            plain.forEach((name, octets) -> all.putIfAbsent(name, decoded(octets)));
            return new FieldValue(value, Map.copyOf(all));
        }

        /** Up to a semicolon, or an equals sign after a name; quotes and comments taken off. */
        private String word(boolean name) {
            StringBuilder word = new StringBuilder();
            int quotedEnd = 0;
            for (; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == ';' || (name && c == '=')) {
                    break;
                }
                if (c == '"') {
                    quoted(word);
                    quotedEnd = word.length();
                } else if (c == '(' && (word.isEmpty() || isBlank(word.charAt(word.length() - 1)))) {
                    comment();
                } else if (c != '\r' && c != '\n' && !(word.isEmpty() && isBlank(c))) {
                    word.append(c);
                }
            }
            while (word.length() > quotedEnd && isBlank(word.charAt(word.length() - 1))) {
                word.setLength(word.length() - 1);
            }
            return word.toString();
        }

        private void quoted(StringBuilder word) {
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                char c = text.charAt(at);
                if (c == '\\' && at + 1 < text.length() && isQuotable(text.charAt(at + 1))) {
                    c = text.charAt(++at);
                }
                if (c != '\r' && c != '\n') {
                    word.append(c);
                }
            }
        }

        /** Only these are escaped: a backslash before a letter is a path of somebody's disk. */
        private static boolean isQuotable(char c) {
            return c == '"' || c == '\\';
        }

        private void comment() {
            int depth = 0;
            for (; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '\\') {
                    at++;
                } else if (c == '(') {
                    depth++;
                } else if (c == ')' && --depth == 0) {
                    return;
                }
            }
        }

        private static boolean isBlank(char c) {
            return c == ' ' || c == '\t';
        }

        private void keep(String name, String value) {
            int star = name.indexOf('*');
            if (star < 0) {
                plain.putIfAbsent(name, value);
                return;
            }
            boolean extended = name.endsWith("*");
            String number = name.substring(star + 1, Math.max(star + 1, extended ? name.length() - 1 : name.length()));
            if (number.length() > 4 || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return;
            }
            int index = number.isEmpty() ? 0 : Integer.parseInt(number);
            pieces.computeIfAbsent(name.substring(0, star), any -> new TreeMap<>())
                    .putIfAbsent(index, new Piece(value, extended));
        }

        private static String joined(TreeMap<Integer, Piece> parts) {
            Piece first = parts.firstEntry().getValue();
            String charset = "";
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            for (Piece piece : parts.values()) {
                String value = piece.value();
                if (piece == first && piece.extended()) {
                    int one = value.indexOf('\'');
                    int two = one < 0 ? -1 : value.indexOf('\'', one + 1);
                    if (two >= 0) {
                        charset = value.substring(0, one);
                        value = value.substring(two + 1);
                    }
                }
                octets.writeBytes(piece.extended() ? percentDecoded(value) : latin1(value));
            }
            return first.extended()
                    ? Charsets.decode(Charsets.named(charset), octets.toByteArray())
                    : decoded(octets.toString(StandardCharsets.ISO_8859_1));
        }

        private static byte[] percentDecoded(String value) {
            ByteArrayOutputStream octets = new ByteArrayOutputStream(value.length());
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                int high = c == '%' && i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
                int low = high >= 0 ? Character.digit(value.charAt(i + 2), 16) : -1;
                if (low >= 0) {
                    octets.write(high << 4 | low);
                    i += 2;
                } else {
                    octets.write(c);
                }
            }
            return octets.toByteArray();
        }

        /** Octets in ISO 8859-1 guise: raw UTF-8 or windows-1252, or encoded words where RFC 2047 forbids and senders use them. */
        private static String decoded(String octets) {
            return EncodedWords.decode(Charsets.decode(latin1(octets)));
        }

        private static byte[] latin1(String octets) {
            return octets.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private record Piece(String value, boolean extended) {}
}
