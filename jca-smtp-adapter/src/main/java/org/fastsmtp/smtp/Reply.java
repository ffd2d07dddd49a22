package org.fastsmtp.smtp;

import java.util.Objects;

/**
 * One reply of the server (RFC 5321 section 4.2) with its enhanced status code (RFC 2034, RFC 3463).
 *
 * @param code 200 to 599
 * @param enhanced e.g. {@code 5.1.1}; empty where the RFC has none (220, 221 at the banner, 354, EHLO)
 * @param text for the client: never an exception's text, never an internal address
 */
public record Reply(int code, String enhanced, String text) {
    public Reply {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("reply code " + code);
        }
        Objects.requireNonNull(enhanced);
        Objects.requireNonNull(text);
    }

    public boolean isTemporary() {
        return code / 100 == 4;
    }

    public boolean isPositive() {
        return code < 400;
    }

    @Override
    public String toString() {
        return enhanced.isEmpty() ? code + " " + text : code + " " + enhanced + " " + text;
    }
}
