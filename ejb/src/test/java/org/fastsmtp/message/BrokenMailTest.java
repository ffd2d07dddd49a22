package org.fastsmtp.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fastsmtp.message.MessageTest.decoded;
import static org.fastsmtp.message.MessageTest.only;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BrokenMailTest {
    @Test
    void a_mail_of_nothing_has_an_empty_text() throws IOException {
        Message message = TestContent.of("").parsed();
        assertThat(message.text()).isEmpty();
        assertThat(message.headers()).isEmpty();
        assertThat(message.attachments()).isEmpty();
    }

    @Test
    void a_mail_without_header_is_all_body() throws IOException {
        assertThat(TestContent.of("Hello there\nyou\n").parsed().text()).isEqualTo("Hello there\r\nyou\r\n");
        assertThat(TestContent.of("\nHello\n").parsed().text()).isEqualTo("Hello\r\n");
    }

    @Test
    void a_line_that_is_no_header_begins_the_body() throws IOException {
        Message message =
                TestContent.of("Subject: x\nno header\nX: y\n\ntext\n").parsed();
        assertThat(message.subject()).isEqualTo("x");
        assertThat(message.text()).isEqualTo("no header\r\nX: y\r\n\r\ntext\r\n");
    }

    @Test
    void a_mail_of_header_only_has_its_header() throws IOException {
        Message message = TestContent.of("Subject: x").parsed();
        assertThat(message.subject()).isEqualTo("x");
        assertThat(message.text()).isEmpty();
    }

    @Test
    void an_mbox_line_on_top_is_skipped() {
        assertThat(TestContent.of("From a@b Sat Jan 3 01:05:34 1996\nSubject: x\n\n")
                        .parsed()
                        .subject())
                .isEqualTo("x");
    }

    @Test
    void lines_may_end_in_LF_alone() throws IOException {
        byte[] octets =
                "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Type: a/b\n\ntwo\n--b--\n"
                        .getBytes(StandardCharsets.US_ASCII);
        Message message = new TestContent(octets).parsed();
        assertThat(message.text()).isEqualTo("one");
        assertThat(decoded(only(message))).isEqualTo("two");
    }

    @Test
    void a_multipart_without_parts_keeps_what_it_has() throws IOException {
        assertThat(TestContent.of("Content-Type: multipart/mixed; boundary=b\n\nonly this\n")
                        .parsed()
                        .text())
                .isEqualTo("only this\r\n");
        assertThat(TestContent.of("Content-Type: multipart/mixed\n\nno boundary\n")
                        .parsed()
                        .text())
                .isEqualTo("no boundary\r\n");
        assertThat(TestContent.of("Content-Type: multipart/mixed; boundary=b\n\n--b--\nafter\n")
                        .parsed()
                        .text())
                .isEqualTo("--b--\r\nafter\r\n");
    }

    @Test
    void an_open_multipart_ends_with_the_mail_or_with_its_parent() throws IOException {
        Message message = TestContent.of("""
                Content-Type: multipart/mixed; boundary=o

                --o
                Content-Type: multipart/mixed; boundary=i

                --i

                inner
                --o
                Content-Type: a/b

                last""").parsed();
        assertThat(message.text()).isEqualTo("inner");
        assertThat(decoded(only(message))).isEqualTo("last");
    }

    @Test
    void parts_after_the_closing_delimiter_arrive() throws IOException {
        Message message = TestContent.of("""
                Content-Type: multipart/mixed; boundary=o

                --o

                one
                --o--
                --o
                Content-Type: a/b

                two
                --o--
                """).parsed();
        assertThat(decoded(only(message))).isEqualTo("two");
    }

    @Test
    void nonsense_in_content_type_means_plain_text() throws IOException {
        assertThat(TestContent.of("Content-Type: nonsense\n\ntext").parsed().text())
                .isEqualTo("text");
        assertThat(TestContent.of("Content-Type: ;;;=\n\ntext").parsed().text()).isEqualTo("text");
        assertThat(TestContent.of("Content-Type: text/\n\ntext").parsed().text())
                .isEqualTo("text");
    }

    @Test
    @DisplayName("finding 13: 100 000 parts are bounded, and the rest arrives as one attachment")
    void part_bomb() throws IOException {
        TestContent content = TestContent.of("Content-Type: multipart/mixed; boundary=b\n\n"
                + "--b\nContent-Type: a/b\n\nx\n".repeat(100_000) + "last");
        Message message = content.parsed();
        assertThat(message.attachments()).hasSize(1001);
        Attachment rest = message.attachments().get(1000);
        assertThat(rest.filename()).isEqualTo("unparsed.eml");
        assertThat(decoded(rest)).startsWith("Content-Type: a/b\r\n").endsWith("last");
    }

    @Test
    @DisplayName("finding 13: 4 000 levels are bounded, and what lies deeper arrives as one attachment")
    void depth_bomb() throws IOException {
        StringBuilder mail = new StringBuilder("Content-Type: multipart/mixed; boundary=b0\n\n");
        for (int level = 0; level < 4000; level++) {
            mail.append("--b")
                    .append(level)
                    .append("\nContent-Type: multipart/mixed; boundary=b")
                    .append(level + 1)
                    .append("\n\n");
        }
        mail.append("--b4000\n\ndeep text\n");
        Attachment rest = only(TestContent.of(mail.toString()).parsed());
        assertThat(rest.filename()).isEqualTo("unparsed.eml");
        assertThat(decoded(rest))
                .startsWith("Content-Type: multipart/mixed; boundary=b32")
                .endsWith("deep text\r\n");
    }

    @Test
    void header_bomb() throws IOException {
        Message message = TestContent.of("X-A: b\n".repeat(50_000) + "Subject: found\nX-Last: z\n\ntext")
                .parsed();
        assertThat(message.headers()).hasSize(1001);
        assertThat(message.subject()).isEqualTo("found");
        assertThat(message.text()).isEqualTo("text");
        assertThat(only(message).contentType()).isEqualTo("text/rfc822-headers");
        assertThat(decoded(only(message))).startsWith("X-A: b\r\n").endsWith("X-Last: z\r\n");
    }

    @Test
    void one_header_of_megabytes() throws IOException {
        Message message = TestContent.of("Subject: " + "a".repeat(3_000_000) + "\nFrom: a@b\n\ntext")
                .parsed();
        assertThat(message.subject()).hasSize(512 * 1024 - 1);
        assertThat(message.from()).isEqualTo("a@b");
        assertThat(only(message).size()).isGreaterThan(3_000_000);
        assertThat(message.text()).isEqualTo("text");
    }

    @Test
    void encoded_word_and_parameter_bombs_take_linear_time() {
        String words = "=?a?q?x".repeat(70_000);
        assertThat(TestContent.of("Subject: " + words + "\n\n").parsed().subject())
                .isEqualTo(words);
        TestContent.of("Content-Type: a/b" + "; a=\"\\".repeat(100_000) + "\n\n")
                .parsed();
        TestContent.of("Content-Type: a/b " + "(".repeat(500_000) + "\n\n").parsed();
    }

    @Test
    @DisplayName("whatever the octets, there is a message, and the same by both ways of reading")
    void random_octets() throws IOException {
        String[] pieces = {
            "--b",
            "--c",
            "--b--",
            "\r\n",
            "\n",
            "\r",
            "\r\n\r\n",
            "Content-Type: ",
            "multipart/mixed; boundary=b",
            "multipart/alternative; boundary=\"c\"",
            "message/rfc822",
            "text/html",
            "text/plain; charset=",
            "utf-16",
            "iso-2022-jp",
            "Content-Transfer-Encoding: base64",
            "quoted-printable",
            "x-uuencode",
            "begin 644 x\n",
            "=?utf-8?b?",
            "?=",
            "=",
            "=4",
            "\0",
            "\u00e9",
            "\u00ff",
            ";",
            "\"",
            "filename*0*=",
            "%C3",
            "<b>",
            "&#x1F600;",
            "<!--",
            "end",
            " ",
            "\t",
            ":"
        };
        Random random = new Random(13);
        for (int round = 0; round < 3000; round++) {
            StringBuilder mail = new StringBuilder();
            for (int i = random.nextInt(60); i >= 0; i--) {
                mail.append(pieces[random.nextInt(pieces.length)]);
            }
            TestContent content = new TestContent(mail.toString().getBytes(StandardCharsets.ISO_8859_1));
            assertThat(summary(content.parsed(new MessageLimits(3, 10, 5, 100, 0))))
                    .isEqualTo(summary(content.parsed(new MessageLimits(3, 10, 5, 100, 1 << 20))));
        }
    }

    private static String summary(Message message) throws IOException {
        StringBuilder all = new StringBuilder();
        all.append(message.headers()).append(message.text()).append(message.html());
        for (Attachment attachment : message.attachments()) {
            all.append(attachment.filename()).append(attachment.sha256());
        }
        return all.toString();
    }
}
