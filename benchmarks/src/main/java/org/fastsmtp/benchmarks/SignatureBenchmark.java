package org.fastsmtp.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.fastsmtp.authentication.Checks;
import org.fastsmtp.authentication.Dns;
import org.fastsmtp.authentication.PublicSuffixes;
import org.fastsmtp.authentication.SenderAuthentication;
import org.fastsmtp.authentication.Verdicts;
import org.fastsmtp.smtp.Content;
import org.fastsmtp.smtp.ReversePath;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A mail with many DKIM signatures, each of a domain of its own whose RSA key of 2048 bits is there, each with the right body hash, so that
 * every one that is looked at costs a verification. The bar: 500 signatures in 50 ms.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SignatureBenchmark {
    private static final int BODY = 10_000;

    @Param({"1", "500"})
    public int signatures;

    private SenderAuthentication authentication;
    private Content content;

    @Setup
    public void prepare() throws GeneralSecurityException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2048);
        authentication = new SenderAuthentication(
                new OneKey(keys.generateKeyPair().getPublic()),
                PublicSuffixes.shipped(),
                Clock.systemUTC(),
                SenderAuthentication.Options.DEFAULT);
        content = new Octets(mail().getBytes(StandardCharsets.US_ASCII));
    }

    @Benchmark
    public Verdicts check() throws IOException {
        return authentication.check(
                InetAddress.getLoopbackAddress(),
                "mx.example.org",
                new ReversePath("a@example.org"),
                content,
                new Checks(false, true));
    }

    private String mail() throws GeneralSecurityException {
        String body = ("x".repeat(98) + "\r\n").repeat(BODY / 100);
        String hash = base64(MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.US_ASCII)));
        Random random = new Random(1);
        StringBuilder mail = new StringBuilder();
        for (int i = 0; i < signatures; i++) {
            byte[] signature = new byte[256];
            random.nextBytes(signature);
            signature[0] = 0;
            mail.append("DKIM-Signature: v=1; a=rsa-sha256; d=d")
                    .append(i)
                    .append(".example; s=s; h=from:subject; bh=")
                    .append(hash)
                    .append("; b=")
                    .append(base64(signature))
                    .append("\r\n");
        }
        return mail.append("From: a@example.org\r\nSubject: s\r\n\r\n")
                .append(body)
                .toString();
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    /** Whatever is asked, the answer is one key. */
    private record OneKey(String record) implements Dns {
        OneKey(PublicKey key) {
            this("v=DKIM1; p=" + base64(key.getEncoded()));
        }

        @Override
        public CompletableFuture<Answer<String>> txt(String name) {
            return CompletableFuture.completedFuture(
                    name.contains("_domainkey") ? new Records<>(List.of(record)) : new NoData<>());
        }

        @Override
        public CompletableFuture<Answer<InetAddress>> a(String name) {
            return CompletableFuture.completedFuture(new NoData<>());
        }

        @Override
        public CompletableFuture<Answer<InetAddress>> aaaa(String name) {
            return CompletableFuture.completedFuture(new NoData<>());
        }

        @Override
        public CompletableFuture<Answer<String>> mx(String name) {
            return CompletableFuture.completedFuture(new NoData<>());
        }

        @Override
        public CompletableFuture<Answer<String>> ptr(InetAddress address) {
            return CompletableFuture.completedFuture(new NoData<>());
        }
    }

    private record Octets(byte[] octets) implements Content {
        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(octets);
        }
    }
}
