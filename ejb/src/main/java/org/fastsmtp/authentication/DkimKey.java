package org.fastsmtp.authentication;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A public key as published (RFC 6376 section 3.6.1, RFC 8463 section 4.2).
 *
 * @param type {@code rsa} or {@code ed25519}
 * @param hashes what {@code h=} allows; empty for all
 * @param testing flag {@code y}
 * @param strict flag {@code s}: {@code i=} must be exactly of {@code d=}
 */
record DkimKey(String type, PublicKey key, int bits, List<String> hashes, boolean testing, boolean strict) {
    private static final int ED25519_OCTETS = 32;
    /** SubjectPublicKeyInfo of an Ed25519 key up to the key itself (RFC 8410 section 4). */
    private static final byte[] ED25519_PREFIX = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0};
    /** AlgorithmIdentifier rsaEncryption (RFC 3279 section 2.3.1). */
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0
    };
    /** What is larger is a burden, not a key (RFC 8301 section 3.2 asks for up to 4096). */
    private static final int MOST_BITS = 8192;

    private static final int MOST_EXPONENT_BITS = 64;

    static DkimKey parse(String record) throws DkimSyntaxException {
        TagList tags = TagList.parse(record);
        if (tags.get("v").isPresent() && !tags.first("v").equals(Optional.of("DKIM1"))) {
            throw new DkimSyntaxException("the key record is of another version");
        }
        String encoded = tags.get("p").orElseThrow(() -> new DkimSyntaxException("the key record holds no key"));
        if (encoded.isEmpty()) {
            throw new DkimSyntaxException("the key was withdrawn");
        }
        List<String> services = words(tags.get("s").orElse("*"));
        if (!services.contains("*") && !services.contains("email")) {
            throw new DkimSyntaxException("the key is not for mail");
        }
        List<String> flags = words(tags.get("t").orElse(""));
        List<String> hashes = tags.get("h").map(DkimKey::words).orElse(List.of());
        String type = tags.get("k").orElse("rsa").toLowerCase(Locale.ROOT);
        byte[] octets = TagList.base64("p", encoded);
        PublicKey key = switch (type) {
            case "rsa" -> rsa(octets);
            case "ed25519" -> ed25519(octets);
            default -> throw new DkimSyntaxException("the key is of an unknown type");
        };
        int bits = key instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() : ED25519_OCTETS * 8;
        return new DkimKey(type, key, bits, hashes, flags.contains("y"), flags.contains("s"));
    }

    /** The first record that holds a key; what is wrong with the first one if none does. */
    static DkimKey first(List<String> records) throws DkimSyntaxException {
        Optional<DkimSyntaxException> fault = Optional.empty();
        for (String record : records) {
            try {
                return parse(record);
            } catch (DkimSyntaxException e) {
                fault = fault.or(() -> Optional.of(e));
            }
        }
        throw fault.orElseThrow();
    }

    /** Whether the signature over these octets is that of this key. */
    boolean verifies(String hash, List<byte[]> octets, byte[] signature) {
        try {
            if (type.equals("ed25519")) {
                MessageDigest digest = BodyHash.digest(hash);
                octets.forEach(digest::update);
                Signature verifier = Signature.getInstance("Ed25519");
                verifier.initVerify(key);
                verifier.update(digest.digest()); // RFC 8463 section 3: the hash is what is signed
                return verifier.verify(signature);
            }
            Signature verifier = Signature.getInstance(hash.equals("sha1") ? "SHA1withRSA" : "SHA256withRSA");
            verifier.initVerify(key);
            for (byte[] part : octets) {
                verifier.update(part);
            }
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // e.g. a signature of another length than the key's
        }
    }

    /** Why this key cannot serve that signature, if it cannot. */
    Optional<String> unfitFor(DkimSignature signature) {
        if (!type.equals(signature.keyType())) {
            return Optional.of("the key is of another type");
        }
        if (!hashes.isEmpty() && !hashes.contains(signature.hash())) {
            return Optional.of("the key does not allow this hash");
        }
        if (strict && !signature.identityDomain().equals(signature.domain())) {
            return Optional.of("the key does not serve sub-domains");
        }
        return Optional.empty();
    }

    private static PublicKey ed25519(byte[] octets) throws DkimSyntaxException {
        if (octets.length != ED25519_OCTETS) {
            throw new DkimSyntaxException("the key is not of its type");
        }
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(joined(ED25519_PREFIX, octets)));
        } catch (GeneralSecurityException e) {
            throw new DkimSyntaxException("the key is not of its type");
        }
    }

    /** As SubjectPublicKeyInfo, the usual form, or as the bare RSAPublicKey that the RFC names. */
    private static PublicKey rsa(byte[] octets) throws DkimSyntaxException {
        try {
            KeyFactory factory = KeyFactory.getInstance("RSA");
            RSAPublicKey key;
            try {
                key = (RSAPublicKey) factory.generatePublic(new X509EncodedKeySpec(octets));
            } catch (GeneralSecurityException e) {
                byte[] bits = der(0x03, joined(new byte[] {0}, octets));
                key = (RSAPublicKey) factory.generatePublic(new X509EncodedKeySpec(der(0x30, joined(RSA, bits))));
            }
            if (key.getModulus().bitLength() > MOST_BITS
                    || key.getPublicExponent().bitLength() > MOST_EXPONENT_BITS) {
                throw new DkimSyntaxException("the key is too large");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new DkimSyntaxException("the key is not of its type");
        }
    }

    private static byte[] der(int tag, byte[] content) {
        byte[] head = content.length < 0x80
                ? new byte[] {(byte) tag, (byte) content.length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        return joined(head, content);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static List<String> words(String text) {
        return Arrays.asList(
                TagList.withoutBlanks(text).toLowerCase(Locale.ROOT).split(":"));
    }
}
