package org.fastsmtp.smtp.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The argument of MAIL or RCPT taken apart: the path and the parameters after it (RFC 5321 section 4.1.2). A blank after the colon and a
 * path without angle brackets are tolerated, as everybody does.
 *
 * @param path without its angle brackets
 * @param parameters names in upper case, in the order given
 */
record Parameters(String path, List<Parameter> parameters) {
    /** E.g. {@code SIZE=1000}. */
    record Parameter(String name, String value) {}

    /** Empty when the argument does not start with {@code keyword} and a path. */
    static Optional<Parameters> parse(String argument, String keyword) {
        if (!argument.regionMatches(true, 0, keyword, 0, keyword.length())) {
            return Optional.empty();
        }
        String rest = argument.substring(keyword.length()).strip();
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        int end = rest.charAt(0) == '<' ? closingBracket(rest) : firstBlank(rest);
        if (end < 0) {
            return Optional.empty();
        }
        boolean bracketed = rest.charAt(0) == '<';
        String path = bracketed ? rest.substring(1, end) : rest.substring(0, end);
        String after = rest.substring(bracketed ? end + 1 : end);
        if (!after.isEmpty() && after.charAt(0) != ' ' && after.charAt(0) != '\t') {
            return Optional.empty();
        }
        return Optional.of(new Parameters(path, split(after)));
    }

    /** The bracket that ends the path: one inside a quoted local part does not. */
    private static int closingBracket(String text) {
        boolean quoted = false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '>' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static int firstBlank(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == ' ' || text.charAt(i) == '\t') {
                return i;
            }
        }
        return text.length();
    }

    private static List<Parameter> split(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return List.of();
        }
        List<Parameter> result = new ArrayList<>();
        for (String word : stripped.split("[ \t]+")) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            result.add(new Parameter(name.toUpperCase(Locale.ROOT), equals < 0 ? "" : word.substring(equals + 1)));
        }
        return result;
    }
}
