package org.fastsmtp.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fastsmtp.webhook.PayloadTestMail.LIMITS;
import static org.fastsmtp.webhook.PayloadTestMail.facts;

import com.sun.management.ThreadMXBean;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fastsmtp.message.Message;
import org.fastsmtp.message.MessageLimits;
import org.fastsmtp.message.MessageParser;
import org.fastsmtp.message.TestContent;
import org.fastsmtp.smtp.Content;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadWriterTest {
    private static final TestContent MAIL = TestContent.of("""
            Received: by a
            From: =?utf-8?Q?J=C3=B6rg?= <joerg@example.org>
            To: Bob <bob@example.com>,
             Ann <ann@example.com>
            Subject: =?utf-8?B?R3LDvMOfZQ==?=
            Date: Sun, 22 Nov 2026 09:55:00 +0000
            Message-ID: <1@example.org>
            In-Reply-To: <0@example.org>
            References: <a@example.org> <0@example.org>
            received: by b
            Received: by c
            Content-Type: multipart/mixed; boundary=o

            --o
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Gr=C3=BC=C3=9Fe "x" \\ =F0=9F=98=80
            --o
            Content-Type: application/pdf
            Content-Disposition: attachment; filename*=utf-8''%C3%A4.pdf
            Content-Transfer-Encoding: base64

            YWJj
            --o--
            """);

    @TempDir
    Path directory;

    @Test
    void has_every_key_of_the_contract() {
        JsonObject payload = payload(MAIL);
        assertThat(payload.keySet())
                .contains(
                        "message_id",
                        "from",
                        "to",
                        "cc",
                        "subject",
                        "date",
                        "reply_to",
                        "envelope_from",
                        "envelope_to",
                        "headers",
                        "body_text",
                        "body_html",
                        "attachments",
                        "has_attachments",
                        "client_ip",
                        "dkim_result",
                        "dkim_domain",
                        "spf_result",
                        "spf_domain",
                        "tags",
                        "recipient")
                .doesNotContain("raw_message", "truncated");
        assertThat(payload.getString("message_id")).isEqualTo("<1@example.org>");
        assertThat(payload.getString("from")).isEqualTo("Jörg <joerg@example.org>");
        assertThat(payload.getString("to")).isEqualTo("Bob <bob@example.com>, Ann <ann@example.com>");
        assertThat(payload.getString("cc")).isEmpty();
        assertThat(payload.getString("subject")).isEqualTo("Grüße");
        assertThat(payload.getString("body_text")).isEqualTo("Grüße \"x\" \\ 😀");
        assertThat(payload.getString("body_html")).isEmpty();
        assertThat(payload.getString("envelope_from")).isEqualTo("sender@example.org");
        assertThat(payload.getString("client_ip")).isEqualTo("192.0.2.7");
        assertThat(payload.getString("dkim_result")).isEqualTo("pass");
        assertThat(payload.getString("dkim_domain")).isEqualTo("example.org");
        assertThat(payload.get("spf_domain")).isEqualTo(JsonValue.NULL);
        assertThat(payload.getJsonArray("tags").getValuesAs(JsonString::getString))
                .containsExactly("news", "größe");
    }

    @Test
    void has_the_new_keys_beside_them() {
        JsonObject payload = payload(MAIL);
        assertThat(payload.getString("schema_version")).isEqualTo(PayloadSchema.VERSION);
        assertThat(payload.getString("plus_tag")).isEqualTo("news");
        assertThat(payload.getString("received_at")).isEqualTo("2026-11-22T09:55:21.354708Z");
        assertThat(payload.getString("in_reply_to")).isEqualTo("<0@example.org>");
        assertThat(payload.getJsonArray("references").getValuesAs(JsonString::getString))
                .containsExactly("<a@example.org>", "<0@example.org>");
        assertThat(payload.getJsonObject("tls").getString("protocol")).isEqualTo("TLSv1.3");
        assertThat(payload.getJsonObject("authentication").getBoolean("sender_verified"))
                .isTrue();
    }

    @Test
    void the_last_of_repeated_headers_is_in_the_map_and_all_are_in_the_list() {
        JsonObject payload = payload(MAIL);
        assertThat(payload.getJsonObject("headers").getString("Received")).isEqualTo("by c");
        assertThat(payload.getJsonObject("headers").getString("received")).isEqualTo("by b");
        assertThat(payload.getJsonObject("headers").getString("Subject")).isEqualTo("Grüße");
        List<JsonObject> list = payload.getJsonArray("headers_list").getValuesAs(JsonObject.class);
        assertThat(list.stream().map(header -> header.getString("name")))
                .startsWith("Received", "From")
                .endsWith("received", "Received", "Content-Type");
        assertThat(list.get(2).getString("raw")).isEqualTo("Bob <bob@example.com>,\r\n Ann <ann@example.com>");
        assertThat(list.get(4).getString("raw")).isEqualTo("Sun, 22 Nov 2026 09:55:00 +0000");
        assertThat(list.get(3).getString("raw")).isEqualTo("=?utf-8?B?R3LDvMOfZQ==?=");
        assertThat(list.get(3).getString("value")).isEqualTo("Grüße");
    }

    @Test
    void an_inline_attachment_has_the_keys_of_the_contract() {
        JsonObject attachment = attachment(payload(MAIL));
        assertThat(attachment.keySet())
                .containsExactlyInAnyOrder(
                        "filename",
                        "content_type",
                        "size",
                        "storage",
                        "content",
                        "content_transfer_encoding",
                        "content_id",
                        "disposition",
                        "sha256");
        assertThat(attachment.getString("filename")).isEqualTo("ä.pdf");
        assertThat(attachment.getInt("size")).isEqualTo(3);
        assertThat(attachment.getString("content")).isEqualTo("YWJj");
    }

    @Test
    void an_attachment_above_the_inline_limit_is_described_and_marked() {
        JsonObject payload =
                PayloadTestMail.payload(directory, MAIL.parsed(), facts(), new PayloadLimits(2, 1_000_000));
        JsonObject attachment = attachment(payload);
        assertThat(attachment.keySet()).doesNotContain("content", "content_transfer_encoding");
        assertThat(attachment.getString("storage")).isEqualTo("inline");
        assertThat(attachment.getBoolean("truncated")).isTrue();
        assertThat(payload.getBoolean("truncated")).isTrue();
    }

    @Test
    void an_attachment_in_s3_has_its_addresses_and_counts_as_whole() {
        AttachmentPlace place = new AttachmentPlace.S3(
                "b", "k/ä.pdf", "https://s3/b/k", Optional.of("https://s3/b/k?sig"), Optional.of(Instant.EPOCH));
        JsonObject payload =
                PayloadTestMail.payload(directory, MAIL.parsed(), facts(any -> place), new PayloadLimits(0, 1_000_000));
        JsonObject attachment = attachment(payload);
        assertThat(attachment.getString("storage")).isEqualTo("s3");
        assertThat(attachment.getString("key")).isEqualTo("k/ä.pdf");
        assertThat(attachment.getString("presigned_url")).isEqualTo("https://s3/b/k?sig");
        assertThat(attachment.getString("expires_at")).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(attachment.keySet()).doesNotContain("content");
        assertThat(payload.keySet()).doesNotContain("truncated");
    }

    @Test
    void a_fallback_is_inline_and_says_so() {
        JsonObject attachment = attachment(
                PayloadTestMail.payload(directory, MAIL.parsed(), facts(any -> AttachmentPlace.FALLBACK), LIMITS));
        assertThat(attachment.getBoolean("storage_fallback")).isTrue();
        assertThat(attachment.getString("content")).isEqualTo("YWJj");
    }

    @Test
    void the_null_sender_and_the_archived_mail_have_their_forms() {
        PayloadFacts some = facts();
        JsonObject raw = Json.createObjectBuilder()
                .add("storage", "s3")
                .add("bucket", "b")
                .add("key", "k")
                .add("url", "u")
                .add("size", 1)
                .build();
        PayloadFacts facts = new PayloadFacts(
                some.deliveryId(),
                "",
                some.envelopeTo(),
                "bob@example.com",
                some.arrival(),
                PayloadFacts.Verdicts.NONE,
                List.of(),
                Optional.of(raw),
                some.places());
        JsonObject payload = PayloadTestMail.payload(directory, MAIL.parsed(), facts, LIMITS);
        assertThat(payload.getString("envelope_from")).isEqualTo("<>");
        assertThat(payload.getJsonObject("raw_message")).isEqualTo(raw);
        assertThat(payload.get("plus_tag")).isEqualTo(JsonValue.NULL);
        assertThat(payload.get("authentication")).isEqualTo(JsonValue.NULL);
    }

    @Test
    @DisplayName("finding 10: a made message id is in the payload, with its flag")
    void made_message_id() {
        JsonObject payload = payload(TestContent.of("Subject: x\n\ntext"));
        assertThat(payload.getString("message_id")).isEqualTo("<" + TestContent.ID + "@fastsmtp>");
        assertThat(payload.getBoolean("message_id_generated")).isTrue();
    }

    @Test
    void nul_and_half_characters_are_valid_json_in_utf_8() {
        assertThat(payload(TestContent.of("Subject: a\0b\n\nc\0\u001f\u007f")).getString("body_text"))
                .isEqualTo("c\0\u001f\u007f");
        byte[] halves = {'\n', (byte) 0xd8, 0x3d, 0, 'x'};
        byte[] head = "Content-Type: text/plain; charset=utf-16be\n".getBytes(StandardCharsets.US_ASCII);
        byte[] mail = new byte[head.length + halves.length];
        System.arraycopy(head, 0, mail, 0, head.length);
        System.arraycopy(halves, 0, mail, head.length, halves.length);
        assertThat(payload(new TestContent(mail)).getString("body_text")).contains("\ufffd");
    }

    @Test
    void a_lone_surrogate_becomes_a_replacement_character() throws IOException {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        PayloadJson json = new PayloadJson(out, 1000);
        json.open('[');
        json.text("\ud83d");
        json.text("a\ude00b\ud83d\ud83d\ude00");
        json.close(']');
        json.finish();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("[\"\ufffd\",\"a\ufffdb\ufffd😀\"]");
        assertThat(PayloadJson.length("\ud83d")).isEqualTo(5);
        assertThat(PayloadJson.length("a\ude00b\ud83d\ud83d\ude00")).isEqualTo(14);
    }

    @Test
    @DisplayName("finding 13: an attached message arrives as base64 of its octets")
    void attached_message() {
        JsonObject payload = payload(TestContent.of("""
                Content-Type: multipart/mixed; boundary=o

                --o

                outer
                --o
                Content-Type: message/rfc822

                Subject: inner

                inner text
                --o--
                """));
        assertThat(payload.getString("body_text")).isEqualTo("outer");
        assertThat(new String(
                        Base64.getDecoder().decode(attachment(payload).getString("content")),
                        StandardCharsets.US_ASCII))
                .isEqualTo("Subject: inner\r\n\r\ninner text");
    }

    @Test
    @DisplayName("a large attachment needs little memory, whatever its size")
    void large_attachment() throws IOException {
        long size = 16L * 1024 * 1024;
        payload(MAIL); // loads the classes, which takes memory once
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Message message = new MessageParser(MessageLimits.DEFAULT).parse(new LargeMail(size), TestContent.ID);
        PayloadLimits limits = new PayloadLimits(size, size * 2);
        try (PayloadBody body = new PayloadWriter(directory).write(message, facts(), limits)) {
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(body.size()).isBetween(size * 4 / 3, size * 4 / 3 + 4096);
            assertThat(allocated).isLessThan(4 * 1024 * 1024);
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files).hasSize(1);
            }
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void a_failing_source_leaves_no_file_behind() throws IOException {
        Message message = new MessageParser(MessageLimits.DEFAULT)
                .parse(
                        new Content() {
                            private int opened;

                            @Override
                            public long size() {
                                return 8_000_000;
                            }

                            @Override
                            public InputStream open() throws IOException {
                                InputStream in = new LargeMail(7_000_000).open();
                                if (opened++ > 0) {
                                    in.skipNBytes(5_000_000);
                                    return new SequenceInputStream(in, new BrokenStream());
                                }
                                return in;
                            }
                        },
                        TestContent.ID);
        org.assertj.core.api.Assertions.assertThatIOException()
                .isThrownBy(() -> new PayloadWriter(directory).write(message, facts(), LIMITS));
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    private JsonObject payload(TestContent content) {
        return PayloadTestMail.payload(directory, content.parsed(), facts(), LIMITS);
    }

    private static JsonObject attachment(JsonObject payload) {
        assertThat(payload.getBoolean("has_attachments")).isTrue();
        return payload.getJsonArray("attachments").getJsonObject(0);
    }

    /** A mail with one attachment that is nowhere in memory. */
    private record LargeMail(long attachment) implements Content {
        private static final byte[] HEAD =
                "Content-Type: application/octet-stream\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

        @Override
        public long size() {
            return HEAD.length + attachment;
        }

        @Override
        public InputStream open() throws IOException {
            return new SequenceInputStream(new ByteArrayInputStream(HEAD), new InputStream() {
                private long left = attachment;

                @Override
                public int read() {
                    return left-- > 0 ? 'x' : -1;
                }

                @Override
                public int read(byte[] target, int offset, int length) {
                    int count = (int) Math.min(length, left);
                    java.util.Arrays.fill(target, offset, offset + count, (byte) 'x');
                    left -= count;
                    return count == 0 && length > 0 ? -1 : count;
                }
            });
        }
    }

    private static final class BrokenStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("gone");
        }
    }
}
