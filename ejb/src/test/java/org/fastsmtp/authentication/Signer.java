package org.fastsmtp.authentication;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Signs mails as a sender would, without any code of the verifier. Relaxed mails of the tests must be in canonical form already. */
final class Signer {
    private final KeyPair pair;
    private final String algorithm;
    private final String domain;
    private final String selector;

    private Signer(String generator, int bits, String algorithm, String domain, String selector) {
        try {
            KeyPairGenerator keys = KeyPairGenerator.getInstance(generator);
            if (bits > 0) {
                keys.initialize(bits);
            }
            this.pair = keys.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        this.algorithm = algorithm;
        this.domain = domain;
        this.selector = selector;
    }

    static Signer rsa(int bits, String domain, String selector) {
        return new Signer("RSA", bits, "rsa-sha256", domain, selector);
    }

    static Signer ed25519(String domain, String selector) {
        return new Signer("Ed25519", 0, "ed25519-sha256", domain, selector);
    }

    byte[] publicKey() {
        return pair.getPublic().getEncoded();
    }

    String keyName() {
        return selector + "._domainkey." + domain;
    }

    String keyRecord() {
        boolean rsa = algorithm.startsWith("rsa");
        byte[] key = rsa ? publicKey() : Arrays.copyOfRange(publicKey(), 12, 44);
        return "v=DKIM1; k=" + (rsa ? "rsa" : "ed25519") + "; p="
                + Base64.getEncoder().encodeToString(key);
    }

    void publish(ZoneDns dns) {
        dns.add(keyName(), "TXT", keyRecord());
    }

    /**
     * The mail with a signature in front of it.
     *
     * @param mail with CRLF, fields like {@code name:value} in lower case without blanks around the colon when {@code relaxed}
     * @param signed names of the fields from the last to the first; a name more often than there are fields signs nothing
     * @param tags further tags, e.g. {@code "l=5; "}
     */
    String sign(String mail, String c, List<String> signed, String tags, String body) {
        try {
            String hashed = body;
            byte[] bodyHash = MessageDigest.getInstance("SHA-256").digest(hashed.getBytes(StandardCharsets.ISO_8859_1));
            String field = "dkim-signature:v=1; a=" + algorithm + "; c=" + c + "; d=" + domain + "; s=" + selector
                    + "; " + tags + "h=" + String.join(":", signed) + "; bh="
                    + Base64.getEncoder().encodeToString(bodyHash) + "; b=";
            StringBuilder data = new StringBuilder();
            List<String> left = new java.util.ArrayList<>(fields(mail));
            for (String name : signed) {
                for (int i = left.size() - 1; i >= 0; i--) {
                    if (left.get(i).toLowerCase(java.util.Locale.ROOT).startsWith(name + ":")) {
                        data.append(left.remove(i)).append("\r\n");
                        break;
                    }
                }
            }
            data.append(field);
            byte[] octets = data.toString().getBytes(StandardCharsets.ISO_8859_1);
            Signature signature = Signature.getInstance(algorithm.startsWith("rsa") ? "SHA256withRSA" : "Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(
                    algorithm.startsWith("rsa")
                            ? octets
                            : MessageDigest.getInstance("SHA-256").digest(octets));
            return field + Base64.getEncoder().encodeToString(signature.sign()) + "\r\n" + mail;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Relaxed, over from, to, subject and the whole body, which must end in one CRLF. */
    String sign(String mail) {
        return sign(mail, "relaxed/relaxed", List.of("from", "to", "subject"), "", body(mail));
    }

    static String body(String mail) {
        return mail.substring(mail.indexOf("\r\n\r\n") + 4);
    }

    private static List<String> fields(String mail) {
        return Arrays.asList(mail.substring(0, mail.indexOf("\r\n\r\n")).split("\r\n(?![ \t])"));
    }

    static MailHeader header(String mail) {
        try {
            return MailHeader.read(new ByteArrayInputStream(mail.getBytes(StandardCharsets.ISO_8859_1)), 1 << 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
