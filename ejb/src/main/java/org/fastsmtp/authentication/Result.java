package org.fastsmtp.authentication;

import java.util.Locale;

/** How a check ended (CONTRACT section 2.6, RFC 8601 section 2.7). */
public enum Result {
    PASS,
    FAIL,
    SOFTFAIL,
    NEUTRAL,
    NONE,
    TEMPERROR,
    PERMERROR;

    /** The word on every wire, e.g. {@code softfail}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The result of a word; throws {@link IllegalArgumentException} for any other text. */
    public static Result of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
