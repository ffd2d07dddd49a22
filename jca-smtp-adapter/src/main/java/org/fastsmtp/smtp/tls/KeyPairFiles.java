package org.fastsmtp.smtp.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.X509ExtendedKeyManager;
import nl.altindag.ssl.exception.GenericException;
import nl.altindag.ssl.pem.util.PemUtils;

/** The two PEM files, and whether they changed since they were last read. */
final class KeyPairFiles {
    private final Path certificate;
    private final Path key;
    private byte[] seen = new byte[0];

    KeyPairFiles(Path certificate, Path key) {
        this.certificate = certificate;
        this.key = key;
    }

    /** A certificate with its key, proved to belong together. */
    record Pair(X509ExtendedKeyManager keys, X509Certificate certificate) {}

    /**
     * Reads the files if they are not what was read last.
     *
     * @throws UnusableCertificateException when they cannot be read or do not belong together; they count as read
     */
    synchronized Optional<Pair> readIfChanged() throws UnusableCertificateException {
        byte[] chain = octets(certificate);
        byte[] secret = octets(key);
        byte[] now = digest(chain, secret);
        if (MessageDigest.isEqual(now, seen)) {
            return Optional.empty();
        }
        seen = now;
        return Optional.of(pair(text(chain), text(secret)));
    }

    private static byte[] octets(Path path) throws UnusableCertificateException {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UnusableCertificateException("cannot read " + path, e);
        }
    }

    private Pair pair(String chain, String secret) throws UnusableCertificateException {
        X509ExtendedKeyManager keys;
        try {
            keys = PemUtils.parseIdentityMaterial(chain, secret, null);
        } catch (GenericException | IllegalArgumentException e) {
            throw new UnusableCertificateException("no certificate or no key in " + certificate + " and " + key, e);
        }
        String alias = Stream.of("RSA", "EC", "EdDSA", "Ed25519", "RSASSA-PSS")
                .map(type -> Optional.ofNullable(keys.getServerAliases(type, null)))
                .flatMap(aliases -> aliases.stream().flatMap(Stream::of))
                .findFirst()
                .orElseThrow(() -> new UnusableCertificateException("no usable key in " + key));
        X509Certificate own = keys.getCertificateChain(alias)[0];
        if (!belongTogether(keys.getPrivateKey(alias), own.getPublicKey())) {
            throw new UnusableCertificateException(certificate + " and " + key + " do not belong together");
        }
        return new Pair(keys, own);
    }

    /** What one signs the other must be able to verify. */
    private static boolean belongTogether(PrivateKey secret, PublicKey open) {
        String algorithm = switch (secret.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> secret.getAlgorithm();
        };
        try {
            byte[] sample = "FastSMTP".getBytes(StandardCharsets.US_ASCII);
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(secret);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.US_ASCII);
    }

    private static byte[] digest(byte[] chain, byte[] secret) {
        try {
            MessageDigest sum = MessageDigest.getInstance("SHA-256");
            sum.update(chain);
            sum.update((byte) 0);
            return sum.digest(secret);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
