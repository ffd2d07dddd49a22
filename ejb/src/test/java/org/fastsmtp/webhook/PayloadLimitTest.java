package org.fastsmtp.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fastsmtp.webhook.PayloadTestMail.facts;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.fastsmtp.message.Message;
import org.fastsmtp.message.TestContent;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("finding 30: the serialised payload never exceeds its limit")
class PayloadLimitTest {
    /** Below this even the keys with empty values do not fit. */
    private static final int SKELETON = 1000;

    private static final List<String> TEXTS = List.of(
            "message_id",
            "from",
            "to",
            "cc",
            "reply_to",
            "subject",
            "date",
            "recipient",
            "envelope_from",
            "body_text",
            "body_html");

    @TempDir
    Path directory;

    @Test
    @DisplayName("finding 30: property over random mails and limits")
    void random_mails_and_limits() {
        Random random = new Random(30);
        for (int round = 0; round < 200; round++) {
            Message message = randomMail(random).parsed();
            PayloadFacts facts = randomFacts(random);
            byte[] whole = PayloadTestMail.octets(directory, message, facts, PayloadTestMail.LIMITS);
            JsonObject full = PayloadTestMail.parsed(whole);
            for (int i = 0; i < 5; i++) {
                int limit = SKELETON + random.nextInt(whole.length + 500);
                byte[] octets =
                        PayloadTestMail.octets(directory, message, facts, new PayloadLimits(Long.MAX_VALUE, limit));
                assertThat(octets.length).as("round %d limit %d", round, limit).isLessThanOrEqualTo(limit);
                check(full, PayloadTestMail.parsed(octets), whole.length <= limit);
            }
        }
    }

    private static void check(JsonObject full, JsonObject payload, boolean fits) {
        assertThat(payload.keySet()).containsAll(full.keySet());
        if (fits) {
            assertThat(payload).isEqualTo(full);
            return;
        }
        assertThat(payload.getBoolean("truncated")).isTrue();
        for (String key : TEXTS) {
            assertThat(full.getString(key)).as(key).startsWith(payload.getString(key));
        }
        for (String key : List.of("envelope_to", "references", "tags")) {
            List<String> all = full.getJsonArray(key).getValuesAs(JsonString::getString);
            List<String> some = payload.getJsonArray(key).getValuesAs(JsonString::getString);
            assertThat(all.subList(0, some.size())).as(key).isEqualTo(some);
        }
        payload.getJsonObject("headers")
                .forEach((name, value) -> assertThat(
                                full.getJsonObject("headers").getString(name))
                        .startsWith(((JsonString) value).getString()));
        List<JsonObject> all = full.getJsonArray("attachments").getValuesAs(JsonObject.class);
        List<JsonObject> some = payload.getJsonArray("attachments").getValuesAs(JsonObject.class);
        for (int i = 0; i < some.size(); i++) {
            assertThat(some.get(i).get("sha256")).isEqualTo(all.get(i).get("sha256"));
            assertThat(some.get(i).containsKey("content"))
                    .isNotEqualTo(some.get(i).containsKey("truncated"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1500, 5000, 20_000, 100_000})
    void whatever_is_big_the_limit_is_kept_and_used(int limit) {
        String big = "aé€😀\"\\ ".repeat(20_000);
        String addresses = String.join(
                ",\n ",
                IntStream.range(0, 5000)
                        .mapToObj(i -> "user" + i + "@example.com")
                        .toList());
        List<String> mails = List.of(
                "Subject: x\n\n" + big,
                "Content-Type: text/html\n\n<p>" + big,
                "Subject: " + big + "\n\ntext",
                "To: " + addresses + "\nCc: " + addresses + "\n\ntext",
                IntStream.range(0, 900)
                                .mapToObj(i -> "X-" + i + ": some value of this one " + i + "\n")
                                .reduce("", String::concat)
                        + "\ntext",
                "Content-Type: multipart/mixed; boundary=b\n\n"
                        + "--b\nContent-Type: a/b; name=\"a file name\"\n\ncontent\n".repeat(900),
                "Content-Type: a/b; name=\"" + "n".repeat(200_000) + "\"\n\ncontent",
                "Message-ID: <" + big.replaceAll("[^a]", "b") + "@x>\n\ntext");
        for (String mail : mails) {
            byte[] octets = PayloadTestMail.octets(
                    directory, TestContent.utf8(mail).parsed(), facts(), new PayloadLimits(Long.MAX_VALUE, limit));
            assertThat(octets.length).isLessThanOrEqualTo(limit);
            assertThat(octets.length)
                    .as("%d of %d used for %s", octets.length, limit, mail.substring(0, 20))
                    .isGreaterThan(limit - 300);
            assertThat(PayloadTestMail.parsed(octets).getBoolean("truncated")).isTrue();
        }
    }

    @Test
    void contents_of_attachments_are_given_up_before_any_text() {
        Message message = TestContent.of("""
                Content-Type: multipart/mixed; boundary=b

                --b

                the text
                --b
                Content-Type: a/large

                LARGE
                --b
                Content-Type: a/small

                small
                --b--
                """.replace("LARGE", "x".repeat(5000))).parsed();
        JsonObject payload =
                PayloadTestMail.payload(directory, message, facts(), new PayloadLimits(Long.MAX_VALUE, 3000));
        assertThat(payload.getString("body_text")).isEqualTo("the text");
        JsonObject large = payload.getJsonArray("attachments").getJsonObject(0);
        JsonObject small = payload.getJsonArray("attachments").getJsonObject(1);
        assertThat(large.keySet()).contains("truncated").doesNotContain("content", "content_transfer_encoding");
        assertThat(large.getInt("size")).isEqualTo(5000);
        assertThat(small.getString("content")).isEqualTo("c21hbGw=");
        assertThat(small.keySet()).doesNotContain("truncated");
    }

    @Test
    void a_limit_below_the_skeleton_gives_the_skeleton() {
        JsonObject payload = PayloadTestMail.payload(
                directory, TestContent.of("Subject: x\n\ntext").parsed(), facts(), new PayloadLimits(0, 0));
        assertThat(payload.getString("body_text")).isEmpty();
        assertThat(payload.getBoolean("truncated")).isTrue();
        assertThat(payload.toString().length()).isLessThan(SKELETON - 200);
    }

    private static TestContent randomMail(Random random) {
        StringBuilder mail = new StringBuilder();
        for (String name : List.of("From", "To", "Cc", "Subject", "Message-ID", "References", "X-A", "X-B", "X-A")) {
            if (random.nextInt(3) > 0) {
                mail.append(name)
                        .append(": ")
                        .append(randomText(random, random.nextInt(8) == 0 ? 3000 : 60))
                        .append('\n');
            }
        }
        mail.append("Content-Type: multipart/mixed; boundary=b\n");
        for (int part = random.nextInt(6); part >= 0; part--) {
            String type = List.of("text/plain; charset=utf-8", "text/html; charset=utf-8", "a/b")
                    .get(random.nextInt(3));
            mail.append("\n--b\nContent-Type: ")
                    .append(type)
                    .append("\nContent-Id: <")
                    .append(randomText(random, 20))
                    .append(">\n");
            if (random.nextInt(3) == 0) {
                mail.append("Content-Disposition: attachment; filename=")
                        .append(randomText(random, 100))
                        .append('\n');
            }
            mail.append('\n').append(randomText(random, random.nextInt(4) == 0 ? 20_000 : 200));
        }
        return TestContent.utf8(mail.toString());
    }

    private static PayloadFacts randomFacts(Random random) {
        PayloadFacts some = facts();
        List<String> to = IntStream.range(0, random.nextInt(50))
                .mapToObj(i -> "user" + i + "@example.com")
                .toList();
        return new PayloadFacts(
                some.deliveryId(),
                some.envelopeFrom(),
                to,
                some.recipient(),
                some.arrival(),
                some.verdicts(),
                some.tags(),
                some.rawMessage(),
                some.places());
    }

    private static String randomText(Random random, int length) {
        String[] pieces = {"a", "b c", "é", "€", "😀", "\"", "\\", "<x@y>", "\t", "\u0001", ";", "=", "--", "1234567890"
        };
        StringBuilder text = new StringBuilder();
        int size = random.nextInt(length + 1);
        while (text.length() < size) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }
}
