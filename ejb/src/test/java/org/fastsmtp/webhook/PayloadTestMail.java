package org.fastsmtp.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.fastsmtp.authentication.Result;
import org.fastsmtp.authentication.Verdicts;
import org.fastsmtp.message.Attachment;
import org.fastsmtp.message.Message;

/** Facts of a delivery and the payload made of them, as tests need it. */
final class PayloadTestMail {
    static final PayloadLimits LIMITS = new PayloadLimits(10_485_760, 52_428_800);

    private PayloadTestMail() {}

    static PayloadFacts facts() {
        return facts(attachment -> AttachmentPlace.INLINE);
    }

    static PayloadFacts facts(Function<Attachment, AttachmentPlace> places) {
        return new PayloadFacts(
                "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000",
                "sender@example.org",
                List.of("bob+news@example.com"),
                "bob+news@example.com",
                new PayloadFacts.Arrival(
                        "192.0.2.7",
                        "mx.example.org",
                        Optional.of(new PayloadFacts.Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384")),
                        Instant.parse("2026-11-22T09:55:21.354708999Z")),
                new PayloadFacts.Verdicts(
                        "pass",
                        Optional.of("example.org"),
                        "softfail",
                        Optional.empty(),
                        Optional.of(verdicts().toJson())),
                List.of("news", "größe"),
                Optional.empty(),
                places);
    }

    /** The payload as octets, checked to be UTF-8 and of the size that it says. */
    static byte[] octets(Path directory, Message message, PayloadFacts facts, PayloadLimits limits) {
        try (PayloadBody body = new PayloadWriter(directory).write(message, facts, limits);
                InputStream in = body.open()) {
            byte[] octets = in.readAllBytes();
            assertThat(body.size()).isEqualTo(octets.length);
            return octets;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static JsonObject payload(Path directory, Message message, PayloadFacts facts, PayloadLimits limits) {
        return parsed(octets(directory, message, facts, limits));
    }

    static JsonObject parsed(byte[] octets) {
        try {
            JsonObject payload = PayloadSchemaCheck.read(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString());
            assertThat(PayloadSchemaCheck.faults(payload)).isEmpty();
            return payload;
        } catch (CharacterCodingException e) {
            throw new AssertionError("not UTF-8", e);
        }
    }

    /** As they are stored: what is written must be what the schema says. */
    private static Verdicts verdicts() {
        return new Verdicts(
                new Verdicts.Spf(Result.PASS, "example.org", Verdicts.Spf.Identity.MAILFROM, "ip4 matches"),
                new Verdicts.Spf(Result.NONE, "mx.example.org", Verdicts.Spf.Identity.HELO, "no record"),
                List.of(new Verdicts.Dkim(
                        Result.PASS, "example.org", "s1", "rsa-sha256", 2048, true, false, false, "")),
                new Verdicts.Dmarc(Result.PASS, "example.org", "reject", 100, true, true, ""),
                new Verdicts.Arc(Result.NONE, 0, "", "no sets"),
                true,
                "DMARC passes.");
    }
}
