package org.fastsmtp.authentication;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.OptionalLong;

/** One hash over the canonical body, perhaps only over its first octets ({@code l=}). */
final class BodyHash {
    private final MessageDigest digest;
    private final OptionalLong length;
    private long seen;

    /** @param hash {@code sha1} or {@code sha256} */
    BodyHash(String hash, OptionalLong length) {
        this.digest = digest(hash);
        this.length = length;
    }

    void update(byte[] octets, int count) {
        long wanted = Math.min(count, Math.max(0, length.orElse(Long.MAX_VALUE) - seen));
        digest.update(octets, 0, (int) wanted);
        seen += count;
    }

    /** Once, after the last octet. */
    Sum sum() {
        return new Sum(digest.digest(), length.orElse(seen) < seen, length.orElse(seen) > seen);
    }

    /**
     * @param partly whether the body goes on after what was signed
     * @param tooShort whether the body ends before what was signed
     */
    record Sum(byte[] octets, boolean partly, boolean tooShort) {}

    static MessageDigest digest(String hash) {
        try {
            return MessageDigest.getInstance(hash.equals("sha1") ? "SHA-1" : "SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JRE has both
        }
    }
}
