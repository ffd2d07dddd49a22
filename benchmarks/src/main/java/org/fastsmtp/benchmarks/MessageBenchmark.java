package org.fastsmtp.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.fastsmtp.message.Message;
import org.fastsmtp.message.MessageLimits;
import org.fastsmtp.message.MessageParser;
import org.fastsmtp.smtp.Content;
import org.fastsmtp.webhook.AttachmentPlace;
import org.fastsmtp.webhook.PayloadBody;
import org.fastsmtp.webhook.PayloadFacts;
import org.fastsmtp.webhook.PayloadLimits;
import org.fastsmtp.webhook.PayloadWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From the octets of a mail to its payload: a usual one of 49 KiB, and two that are meant to hurt. Bar: 2 ms, and 50 ms for those. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MessageBenchmark {
    private static final PayloadLimits LIMITS = new PayloadLimits(10_485_760, 52_428_800);
    private static final PayloadFacts FACTS = new PayloadFacts(
            "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000",
            "sender@example.org",
            List.of("bob@example.com"),
            "bob@example.com",
            new PayloadFacts.Arrival("192.0.2.7", "mx.example.org", Optional.empty(), Instant.EPOCH),
            PayloadFacts.Verdicts.NONE,
            List.of(),
            Optional.empty(),
            attachment -> AttachmentPlace.INLINE);

    @Param({"usual", "parts", "levels"})
    public String mail;

    private final MessageParser parser = new MessageParser(MessageLimits.DEFAULT);
    private final PayloadWriter writer = new PayloadWriter(Path.of(System.getProperty("java.io.tmpdir")));
    private Content content = new Octets(new byte[0]);

    @Setup
    public void prepare() {
        content = new Octets(
                switch (mail) {
                    case "parts" ->
                        octets("Content-Type: multipart/mixed; boundary=b\n\n"
                                + "--b\nContent-Type: a/b\n\nx\n".repeat(100_000));
                    case "levels" -> octets(levels());
                    default -> octets(usual());
                });
    }

    @Benchmark
    public Message parse() throws IOException {
        return parser.parse(content, new UUID(1, 1));
    }

    @Benchmark
    public long parseAndWrite() throws IOException {
        try (PayloadBody body = writer.write(parse(), FACTS, LIMITS)) {
            return body.size();
        }
    }

    private static String usual() {
        byte[] file = new byte[25_000];
        new Random(1).nextBytes(file);
        return """
                From: =?utf-8?Q?J=C3=B6rg?= <joerg@example.org>
                To: bob@example.com
                Subject: =?utf-8?B?R3LDvMOfZQ==?=
                Message-ID: <1@example.org>
                Content-Type: multipart/mixed; boundary=mixed

                --mixed
                Content-Type: multipart/alternative; boundary=alternative

                --alternative
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                TEXT
                --alternative
                Content-Type: text/html; charset=utf-8

                HTML
                --alternative--
                --mixed
                Content-Type: application/pdf
                Content-Disposition: attachment; filename=a.pdf
                Content-Transfer-Encoding: base64

                FILE
                --mixed--
                """.replace("TEXT", "Gr=C3=BC=C3=9Fe and some more words in a line of text\n".repeat(90))
                .replace("HTML", "<p class=\"x\">Gr&uuml;&szlig;e and some more words</p>\n".repeat(170))
                .replace("FILE", Base64.getMimeEncoder().encodeToString(file));
    }

    private static String levels() {
        StringBuilder mail = new StringBuilder("Content-Type: multipart/mixed; boundary=b0\n\n");
        for (int level = 0; level < 4000; level++) {
            mail.append("--b").append(level).append("\nContent-Type: multipart/mixed; boundary=b");
            mail.append(level + 1).append("\n\n");
        }
        return mail.toString();
    }

    private static byte[] octets(String mail) {
        return mail.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
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
