package org.fastsmtp.cli.listen;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.fastsmtp.cli.Failure;

/** Checks a request as Standard Webhooks has it: {@code v1,} + base64 HMAC-SHA256 over {@code id.timestamp.body} (CONTRACT section 12). */
final class Verification {
    /** How far the clocks may differ before a request counts as replayed. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final byte[] secret;
    private final Clock clock;

    private Verification(byte[] secret, Clock clock) {
        this.secret = secret;
        this.clock = clock;
    }

    /** @param secret {@code whsec_} + base64, the prefix may be absent */
    static Verification with(String secret, Clock clock) {
        String encoded = secret.startsWith("whsec_") ? secret.substring("whsec_".length()) : secret;
        try {
            byte[] octets = Base64.getDecoder().decode(encoded);
            if (octets.length > 0) {
                return new Verification(octets, clock);
            }
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--secret is not of the form whsec_<base64>");
        }
        throw Failure.usage("--secret is empty: whsec_<base64>");
    }

    /** @return what was found, in words; begins with "signature valid" only when it is */
    String of(Function<String, String> header, byte[] body) {
        String id = header.apply("webhook-id");
        String timestamp = header.apply("webhook-timestamp");
        String signatures = header.apply("webhook-signature");
        if (id == null || timestamp == null || signatures == null) {
            return "NOT SIGNED: webhook-id, webhook-timestamp or webhook-signature is missing";
        }
        Instant sent;
        try {
            sent = Instant.ofEpochSecond(Long.parseLong(timestamp));
        } catch (NumberFormatException | DateTimeException e) {
            return "SIGNATURE INVALID: webhook-timestamp is no number of seconds";
        }
        byte[] wanted = hmac(id + "." + timestamp + ".", body);
        boolean matches = false;
        for (String signature : signatures.split(" ", -1)) {
            matches |= signature.startsWith("v1,") && MessageDigest.isEqual(wanted, decoded(signature.substring(3)));
        }
        if (!matches) {
            return "SIGNATURE INVALID: made with another secret, or the request was changed";
        }
        if (Duration.between(sent, Instant.now(clock)).abs().compareTo(TOLERANCE) > 0) {
            return "SIGNATURE TOO OLD OR NEW: made more than 5 minutes from now";
        }
        return "signature valid";
    }

    private byte[] hmac(String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
