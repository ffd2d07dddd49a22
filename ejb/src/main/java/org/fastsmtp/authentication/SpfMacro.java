package org.fastsmtp.authentication;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A text with macros (RFC 7208 section 7): parsed once, expanded for one client and sender. */
final class SpfMacro {
    private static final String LETTERS = "slodiphv";
    private static final String LETTERS_OF_EXPLANATIONS = "crt";
    private static final String DELIMITERS = ".-+,/_=";
    private static final int LONGEST_NAME = 253;
    /** Nobody needs more; without a bound a record of 64 KiB would grow to many megabytes. */
    private static final int MOST_PARTS = 256;

    private final List<Part> parts;

    private sealed interface Part permits Literal, Escape, Expansion {}

    private record Literal(String text) implements Part {}

    private record Escape(String text) implements Part {}

    /** {@code keep} right-hand parts; 0 for all. */
    private record Expansion(char letter, boolean upper, int keep, boolean reverse, String delimiters)
            implements Part {}

    /** Gives the value of a macro letter in lower case; may ask DNS for {@code p}. */
    @FunctionalInterface
    interface Values {
        String of(char letter);
    }

    private SpfMacro(List<Part> parts) {
        this.parts = parts;
    }

    /** The target of a mechanism or of redirect and exp: must end in a macro or a top label. */
    static SpfMacro domainSpec(String text) throws SpfSyntaxException {
        SpfMacro macro = new SpfMacro(parse(text, false));
        if (macro.parts.isEmpty()) {
            throw new SpfSyntaxException("a domain is missing");
        }
        Part last = macro.parts.get(macro.parts.size() - 1);
        if (last instanceof Literal literal && !endsInTopLabel(literal.text())) {
            throw new SpfSyntaxException("'" + text + "' does not end like a domain");
        }
        return macro;
    }

    /** The value of an unknown modifier. */
    static SpfMacro modifierValue(String text) throws SpfSyntaxException {
        return new SpfMacro(parse(text, false));
    }

    /** The text that a TXT record of exp holds: spaces and three more letters are allowed. */
    static SpfMacro explanation(String text) throws SpfSyntaxException {
        return new SpfMacro(parse(text, true));
    }

    String expand(Values values) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Literal literal) {
                text.append(literal.text());
            } else if (part instanceof Escape escape) {
                text.append(escape.text());
            } else if (part instanceof Expansion expansion) {
                text.append(expand(expansion, values.of(expansion.letter())));
            }
        }
        return text.toString();
    }

    /** The expansion as a name to ask: without final dot, cut from the left to the longest that DNS allows. */
    String expandName(Values values) {
        String name = expand(values);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        int dot = name.length() > LONGEST_NAME ? name.indexOf('.', name.length() - LONGEST_NAME - 1) : -1;
        if (dot >= 0) {
            name = name.substring(dot + 1);
        }
        return name;
    }

    private static List<Part> parse(String text, boolean explanation) throws SpfSyntaxException {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                if (c < 0x21 && !(explanation && c == ' ') || c > 0x7E) {
                    throw new SpfSyntaxException("an octet that is not printable ASCII");
                }
                literal.append(c);
                continue;
            }
            if (parts.size() > MOST_PARTS) {
                throw new SpfSyntaxException("too many macros");
            }
            if (!literal.isEmpty()) {
                parts.add(new Literal(literal.toString()));
                literal.setLength(0);
            }
            char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
            int end = i + 1;
            switch (next) {
                case '%' -> parts.add(new Escape("%"));
                case '_' -> parts.add(new Escape(" "));
                case '-' -> parts.add(new Escape("%20"));
                case '{' -> {
                    end = text.indexOf('}', i);
                    if (end < 0) {
                        throw new SpfSyntaxException("a macro without its end");
                    }
                    parts.add(expansion(text.substring(i + 2, end), explanation));
                }
                default -> throw new SpfSyntaxException("a % that starts no macro");
            }
            i = end;
        }
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
        }
        return parts;
    }

    private static Expansion expansion(String text, boolean explanation) throws SpfSyntaxException {
        String given = text.toLowerCase(Locale.ROOT);
        String letters = explanation ? LETTERS + LETTERS_OF_EXPLANATIONS : LETTERS;
        if (given.isEmpty() || letters.indexOf(given.charAt(0)) < 0) {
            throw new SpfSyntaxException("no such macro: %{" + text + "}");
        }
        int i = 1;
        int keep = 0;
        while (i < given.length() && Character.isDigit(given.charAt(i))) {
            keep = Math.min(1000, keep * 10 + given.charAt(i) - '0');
            i++;
        }
        if (i > 1 && keep == 0) {
            throw new SpfSyntaxException("a macro that keeps no part: %{" + text + "}");
        }
        boolean reverse = i < given.length() && given.charAt(i) == 'r';
        String delimiters = given.substring(reverse ? i + 1 : i);
        if (!delimiters.chars().allMatch(c -> DELIMITERS.indexOf(c) >= 0)) {
            throw new SpfSyntaxException("no such macro: %{" + text + "}");
        }
        return new Expansion(
                given.charAt(0),
                Character.isUpperCase(text.charAt(0)),
                keep,
                reverse,
                delimiters.isEmpty() ? "." : delimiters);
    }

    private static String expand(Expansion expansion, String value) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < value.length(); i++) {
            if (expansion.delimiters().indexOf(value.charAt(i)) >= 0) {
                pieces.add(value.substring(start, i));
                start = i + 1;
            }
        }
        pieces.add(value.substring(start));
        if (expansion.reverse()) {
            Collections.reverse(pieces);
        }
        if (expansion.keep() > 0 && expansion.keep() < pieces.size()) {
            pieces = pieces.subList(pieces.size() - expansion.keep(), pieces.size());
        }
        String text = String.join(".", pieces);
        return expansion.upper() ? urlEscaped(text) : text;
    }

    /** RFC 3986 section 2.3: everything but the unreserved characters. */
    private static String urlEscaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            if (isAlphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~') {
                escaped.append(c);
            } else {
                escaped.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return escaped.toString();
    }

    /** {@code "." toplabel [ "." ]}: not only digits, no hyphen at either end. */
    private static boolean endsInTopLabel(String literal) {
        String text = literal.endsWith(".") ? literal.substring(0, literal.length() - 1) : literal;
        int dot = text.lastIndexOf('.');
        String label = text.substring(dot + 1);
        return dot >= 0
                && !label.isEmpty()
                && !label.startsWith("-")
                && !label.endsWith("-")
                && label.chars().allMatch(c -> isAlphanumeric(c) || c == '-')
                && !label.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isAlphanumeric(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    /** Dotted nibbles or the dotted quad: macro {@code i}. */
    static String dotted(byte[] address) {
        List<String> parts = new ArrayList<>();
        for (byte octet : address) {
            if (address.length == 4) {
                parts.add(String.valueOf(octet & 0xFF));
            } else {
                parts.addAll(Arrays.asList(
                        Integer.toHexString(octet >> 4 & 0xF).toUpperCase(Locale.ROOT),
                        Integer.toHexString(octet & 0xF).toUpperCase(Locale.ROOT)));
            }
        }
        return String.join(".", parts);
    }
}
