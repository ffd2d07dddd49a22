package org.fastsmtp.access;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * A key as it is shown once (CONTRACT section 1.2): {@code fsmtp_} and 32 random octets in URL-safe base64, 49 characters in all.
 *
 * @param text the whole key
 */
public record NewKey(String text) {
    private static final int OCTETS = 32;
    private static final int PREFIX_LENGTH = 12;

    public static NewKey make(SecureRandom random) {
        byte[] octets = new byte[OCTETS];
        random.nextBytes(octets);
        return new NewKey("fsmtp_" + Base64.getUrlEncoder().withoutPadding().encodeToString(octets));
    }

    /** The part that may be shown and logged. */
    public String prefix() {
        return prefixOf(text);
    }

    static String prefixOf(String key) {
        return key.substring(0, Math.min(PREFIX_LENGTH, key.length()));
    }

    @Override
    public String toString() {
        return prefix() + "…";
    }
}
