package org.fastsmtp.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** The original's hashes of keys (CONTRACT section 1.2): read for its rows, written so that it can read ours. */
public final class KeyHash {
    private static final Pattern HEX = Pattern.compile("(?:[0-9a-fA-F]{2})+");
    private static final int ROUNDS = 100_000;
    private static final int OCTETS = 32;

    private final String hash;
    private final String salt;

    private KeyHash(String hash, String salt) {
        this.hash = hash;
        this.salt = salt;
    }

    /** PBKDF2-HMAC-SHA256 with a fresh salt. */
    public static KeyHash of(String key) {
        byte[] salt = new byte[OCTETS];
        new SecureRandom().nextBytes(salt);
        return new KeyHash(
                HexFormat.of().formatHex(pbkdf2(key, salt)), HexFormat.of().formatHex(salt));
    }

    public String hash() {
        return hash;
    }

    public String salt() {
        return salt;
    }

    /** A row that holds no hexadecimal text matches nothing. */
    static boolean matches(String key, String hash, String salt) {
        return HEX.matcher(hash).matches()
                && HEX.matcher(salt).matches()
                && MessageDigest.isEqual(
                        pbkdf2(key, HexFormat.of().parseHex(salt)),
                        HexFormat.of().parseHex(hash));
    }

    /** A row older than salts: a plain digest by the algorithm of the setting, named as Python names it. */
    static boolean matchesLegacy(String key, String hash, String algorithm) {
        try {
            MessageDigest digest = MessageDigest.getInstance(
                    algorithm.toUpperCase(Locale.ROOT).replace('_', '-').replaceFirst("^SHA-?(\\d{3})$", "SHA-$1"));
            byte[] wanted = hash.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
            byte[] found = HexFormat.of()
                    .formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)))
                    .getBytes(StandardCharsets.US_ASCII);
            return MessageDigest.isEqual(found, wanted);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("api_key_hash_algorithm is unknown", e);
        }
    }

    private static byte[] pbkdf2(String key, byte[] salt) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(key.toCharArray(), salt, ROUNDS, OCTETS * 8))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
