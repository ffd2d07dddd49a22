package org.fastsmtp.smtp.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.X509ExtendedKeyManager;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.pem.util.PemUtils;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** Certificates made on the spot and written as PEM files. */
public final class TestCertificates {
    public final Path certificate;
    public final Path key;

    public TestCertificates(Path directory) {
        certificate = directory.resolve("cert.pem");
        key = directory.resolve("key.pem");
    }

    public TlsSettings settings() {
        return new TlsSettings(certificate, key, Duration.ZERO, Duration.ofDays(21));
    }

    /** The pair as it is now, in a context that somebody else looks after. */
    public LentContext lent() {
        SSLFactory factory = SSLFactory.builder().withIdentityMaterial(pair()).build();
        return new LentContext(factory.getSslContext(), Duration.ZERO, Duration.ofDays(21));
    }

    X509ExtendedKeyManager pair() {
        return PemUtils.loadIdentityMaterial(certificate, key);
    }

    /** How a key is written. */
    public enum Form {
        PKCS8,
        TRADITIONAL
    }

    public TestCertificates write(String name, String algorithm, Form form, Duration life) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (!algorithm.startsWith("Ed")) {
                generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
            }
            KeyPair issuer = generator.generateKeyPair();
            KeyPair own = generator.generateKeyPair();
            X509CertificateHolder authority = sign("CN=Test CA", issuer, "CN=Test CA", issuer, life);
            X509CertificateHolder server = sign("CN=" + name, own, "CN=Test CA", issuer, life);
            Files.writeString(certificate, pem(server) + pem(authority));
            Files.writeString(key, pem(form == Form.PKCS8 ? pkcs8(own) : traditional(own)));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509CertificateHolder sign(
            String subject, KeyPair own, String issuer, KeyPair issuing, Duration life) throws Exception {
        Instant end = Instant.now().plus(life);
        String algorithm = switch (own.getPrivate().getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
        return new JcaX509v3CertificateBuilder(
                        new X500Name(issuer),
                        new BigInteger(64, new java.security.SecureRandom()),
                        Date.from(end.minus(Duration.ofDays(400))),
                        Date.from(end),
                        new X500Name(subject),
                        own.getPublic())
                .build(new JcaContentSignerBuilder(algorithm).build(issuing.getPrivate()));
    }

    private static PemObject pkcs8(KeyPair pair) {
        return new PemObject("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    /** PKCS#1 or SEC 1, as openssl's older commands write them. */
    private static Object traditional(KeyPair pair) throws IOException {
        if (!(pair.getPrivate() instanceof ECPrivateKey secret)) {
            return pair.getPrivate();
        }
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(secret.getEncoded());
        return new PemObject(
                "EC PRIVATE KEY",
                new org.bouncycastle.asn1.sec.ECPrivateKey(
                                256,
                                secret.getS(),
                                info.getPrivateKeyAlgorithm().getParameters())
                        .getEncoded());
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
