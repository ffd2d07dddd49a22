package org.fastsmtp.web;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** UUIDs as clients write them: with hyphens, without, in braces, as {@code urn:uuid:}; and what is wrong with others, in known words. */
final class Uuids {
    private static final Pattern FORM = Pattern.compile(
            "(?:urn:uuid:)?([0-9a-fA-F]{8})-([0-9a-fA-F]{4})-([0-9a-fA-F]{4})-([0-9a-fA-F]{4})-([0-9a-fA-F]{12})");
    private static final Pattern SIMPLE =
            Pattern.compile("([0-9a-fA-F]{8})([0-9a-fA-F]{4})([0-9a-fA-F]{4})([0-9a-fA-F]{4})([0-9a-fA-F]{12})");
    private static final int[] GROUPS = {8, 4, 4, 4, 12};

    private Uuids() {}

    static Optional<UUID> parse(String text) {
        String bare = unbraced(text);
        Matcher matcher = FORM.matcher(bare);
        if (!matcher.matches()) {
            matcher = SIMPLE.matcher(bare);
            if (!matcher.matches()) {
                return Optional.empty();
            }
        }
        return Optional.of(UUID.fromString(String.join(
                "-", matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4), matcher.group(5))));
    }

    /** Why {@link #parse} found nothing. */
    static String faultOf(String text) {
        String bare = unbraced(text);
        int skipped = text.length() == bare.length() ? 1 : 2;
        for (int i = 0; i < bare.length(); i++) {
            char c = bare.charAt(i);
            if (c != '-' && (c > 'f' || Character.digit(c, 16) < 0)) {
                int shown = bare.codePointAt(i);
                return "invalid character: expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-], found `"
                        + new String(Character.toChars(Character.isSurrogate((char) shown) ? 0xFFFD : shown)) + "` at "
                        + (i + skipped);
            }
        }
        String[] groups = bare.split("-", -1);
        if (groups.length == 1) {
            return "invalid length: expected length 32 for simple format, found " + bare.length();
        }
        if (groups.length != GROUPS.length) {
            return "invalid group count: expected 5, found " + groups.length;
        }
        for (int i = 0; i < GROUPS.length; i++) {
            if (groups[i].length() != GROUPS[i]) {
                return "invalid group length in group " + i + ": expected " + GROUPS[i] + ", found "
                        + groups[i].length();
            }
        }
        return "invalid UUID";
    }

    private static String unbraced(String text) {
        return text.length() > 2 && text.startsWith("{") && text.endsWith("}")
                ? text.substring(1, text.length() - 1)
                : text;
    }
}
