package org.fastsmtp.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A signing key of the Standard Webhooks specification 1.0, written {@code whsec_} and base64. Its text never leaves this class. */
public final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    /** The specification asks for 24 to 64 octets; shorter keys that are in use elsewhere are taken. */
    private static final int LEAST = 8;

    private static final int MOST = 128;

    private final SecretKeySpec key;

    private WebhookSecret(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** Empty for a text that is not {@code whsec_} and base64 of 8 to 128 octets. */
    public static Optional<WebhookSecret> parse(String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
            return key.length < LEAST || key.length > MOST ? Optional.empty() : Optional.of(new WebhookSecret(key));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@code v1,} and base64 of HMAC-SHA256 over {@code id.timestamp.body}; the timestamp in seconds. */
    String sign(String id, Instant timestamp, RequestBody body) throws IOException {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestamp.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
            byte[] buffer = new byte[8192];
            try (InputStream octets = body.open()) {
                for (int count = octets.read(buffer); count >= 0; count = octets.read(buffer)) {
                    mac.update(buffer, 0, count);
                }
            }
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal());
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e); // every Java has it, and the key was made for it
        }
    }

    @Override
    public String toString() {
        return "WebhookSecret[]";
    }
}
