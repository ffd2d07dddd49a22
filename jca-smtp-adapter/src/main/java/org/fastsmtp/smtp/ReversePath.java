package org.fastsmtp.smtp;

import java.util.Objects;

/**
 * The path of MAIL FROM (RFC 5321 section 4.1.1.2). The null sender {@code <>} is a value of its own.
 *
 * @param text the address as typed, without angle brackets; empty for the null sender
 */
public record ReversePath(String text) {
    public static final ReversePath NULL = new ReversePath("");

    public ReversePath {
        Objects.requireNonNull(text);
    }

    /** Whether this is the null sender: a bounce or another mail that nobody may answer. */
    public boolean isNull() {
        return text.isEmpty();
    }

    /** The domain as typed, lower case; empty for the null sender and for an address without one. */
    public String domain() {
        int at = text.lastIndexOf('@');
        return at < 0 ? "" : text.substring(at + 1).toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public String toString() {
        return isNull() ? "<>" : text;
    }
}
