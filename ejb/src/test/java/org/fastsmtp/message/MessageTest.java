package org.fastsmtp.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MessageTest {
    @Test
    @DisplayName("finding 10: a mail without Message-ID gets one made of its id, and says so")
    void makes_a_message_id() {
        Message message = TestContent.of("Subject: x\n\nHello\n").parsed();
        assertThat(message.messageId()).isEqualTo("<01234567-89ab-7def-8123-456789abcdef@fastsmtp>");
        assertThat(message.messageIdGenerated()).isTrue();
        assertThat(TestContent.of("Message-ID: \n\nHello\n").parsed().messageIdGenerated())
                .isTrue();
    }

    @Test
    @DisplayName("finding 10: a Message-ID of any length stays")
    void keeps_a_long_message_id() {
        String id = "<" + "a".repeat(3000) + "@example.com>";
        Message message = TestContent.of("Message-ID:\n " + id + "\n\nHello\n").parsed();
        assertThat(message.messageId()).isEqualTo(id);
        assertThat(message.messageIdGenerated()).isFalse();
    }

    @Test
    void keeps_headers_in_order_with_repeats() {
        Message message = TestContent.of("Received: one\nX-A: 1\nreceived: two\nX-A:2\n\n")
                .parsed();
        assertThat(message.headers().stream().map(Header::name)).containsExactly("Received", "X-A", "received", "X-A");
        assertThat(message.all("RECEIVED")).containsExactly("one", "two");
        assertThat(message.first("x-a")).contains("1");
    }

    @Test
    void gives_thread_fields() {
        Message message = TestContent.of(
                        "In-Reply-To: Your mail <b@x> of today\nReferences: <a@x>\n <b@x>\tgarbage <c@x>\n\n")
                .parsed();
        assertThat(message.inReplyTo()).contains("<b@x>");
        assertThat(message.references()).containsExactly("<a@x>", "<b@x>", "<c@x>");
    }

    @Test
    void single_part_plain_text_is_the_text() throws IOException {
        Message message = TestContent.of("Subject: x\n\nHello\nworld\n").parsed();
        assertThat(message.text()).isEqualTo("Hello\r\nworld\r\n");
        assertThat(message.html()).isEmpty();
        assertThat(message.attachments()).isEmpty();
    }

    @Test
    void makes_text_from_html_when_there_is_none() throws IOException {
        Message message = TestContent.of("Content-Type: text/html\n\n<p>Caf&eacute; <b>now</b></p><script>x()</script>")
                .parsed();
        assertThat(message.html()).isEqualTo("<p>Caf&eacute; <b>now</b></p><script>x()</script>");
        assertThat(message.text()).isEqualTo("Caf\u00e9 now");
        assertThat(message.hasText()).isFalse();
    }

    @Test
    @DisplayName("finding 13: a single-part PDF is an attachment and no text")
    void single_part_pdf() throws IOException {
        Message message = TestContent.of("""
                Content-Type: application/pdf; name="a.pdf"
                Content-Disposition: attachment
                Content-Transfer-Encoding: base64

                JVBERi0xLjQK
                """).parsed();
        assertThat(message.text()).isEmpty();
        Attachment attachment = only(message);
        assertThat(attachment.filename()).isEqualTo("a.pdf");
        assertThat(attachment.contentType()).isEqualTo("application/pdf");
        assertThat(attachment.size()).isEqualTo(9);
        assertThat(decoded(attachment)).isEqualTo("%PDF-1.4\n");
    }

    @Test
    @DisplayName(
            "finding 13: inline images keep their content id, capitals in ATTACHMENT do not matter, calendars arrive")
    void every_leaf_arrives() throws IOException {
        Message message = TestContent.of("""
                Content-Type: multipart/mixed; boundary=o

                --o
                Content-Type: multipart/alternative; boundary=i

                --i

                plain
                --i
                Content-Type: multipart/related; boundary=r

                --r
                Content-Type: text/html

                <img src="cid:logo@x">
                --r
                Content-Type: image/png
                Content-ID: <logo@x>
                Content-Disposition: inline; filename=logo.png

                png
                --r--
                --i
                Content-Type: text/calendar; method=REQUEST

                BEGIN:VCALENDAR
                --i--
                --o
                Content-Type: text/plain
                Content-Disposition: ATTACHMENT; filename="a.txt"

                attached
                --o
                Content-Type: application/pdf

                pdf
                --o--
                """).parsed();
        assertThat(message.text()).isEqualTo("plain");
        assertThat(message.html()).isEqualTo("<img src=\"cid:logo@x\">");
        assertThat(message.attachments().stream().map(Attachment::contentType))
                .containsExactly("image/png", "text/calendar", "text/plain", "application/pdf");
        assertThat(message.attachments().stream().map(Attachment::filename))
                .containsExactly("logo.png", "unnamed", "a.txt", "unnamed");
        assertThat(message.attachments().stream().map(Attachment::partNumber))
                .containsExactly("1.2.2", "1.3", "2", "3");
        assertThat(message.attachments().get(0).contentId()).contains("logo@x");
        assertThat(message.attachments().get(0).disposition()).contains("inline");
        assertThat(message.attachments().get(2).disposition()).contains("attachment");
        assertThat(message.attachments().get(3).disposition()).isEmpty();
    }

    @Test
    @DisplayName("finding 13: an attached message is an attachment with all its octets and leaves the outer body alone")
    void attached_message() throws IOException {
        Message message = TestContent.of("""
                Content-Type: multipart/mixed; boundary=o

                --o

                outer
                --o
                Content-Type: message/rfc822

                Subject: inner
                Content-Type: multipart/mixed; boundary=i

                --i

                inner text
                --i--
                --o--
                """).parsed();
        assertThat(message.text()).isEqualTo("outer");
        Attachment attachment = only(message);
        assertThat(attachment.contentType()).isEqualTo("message/rfc822");
        assertThat(decoded(attachment)).startsWith("Subject: inner\r\n").endsWith("--i--");
        assertThat(attachment.size()).isEqualTo(decoded(attachment).length());
    }

    @Test
    void first_text_is_the_body_and_further_ones_follow_it() throws IOException {
        Message message = TestContent.of("""
                Content-Type: multipart/mixed; boundary=o

                --o

                first
                --o
                Content-Type: image/gif

                gif
                --o

                second
                --o--
                """).parsed();
        assertThat(message.text()).isEqualTo("first\r\nsecond");
        assertThat(message.attachments()).hasSize(1);
    }

    @Test
    void a_second_text_of_one_alternative_is_an_attachment() throws IOException {
        Message message = TestContent.of("""
                Content-Type: multipart/alternative; boundary=o

                --o

                first
                --o

                second
                --o--
                """).parsed();
        assertThat(message.text()).isEqualTo("first");
        assertThat(decoded(only(message))).isEqualTo("second");
    }

    @Test
    void a_part_in_a_digest_is_a_message() {
        Message message = TestContent.of("""
                Content-Type: multipart/digest; boundary=o

                --o

                Subject: one

                text
                --o--
                """).parsed();
        assertThat(only(message).contentType()).isEqualTo("message/rfc822");
    }

    @Test
    void hashes_the_decoded_octets() throws IOException {
        Message message = TestContent.of("Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nYWJj\n")
                .parsed();
        assertThat(only(message).sha256())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void decodes_uuencoded_parts() throws IOException {
        Message message = TestContent.of("""
                Content-Type: application/octet-stream
                Content-Transfer-Encoding: x-uuencode

                some words before
                begin 644 cat.txt
                #0V%T
                `
                end
                """).parsed();
        assertThat(only(message).filename()).isEqualTo("cat.txt");
        assertThat(decoded(only(message))).isEqualTo("Cat");
    }

    @Test
    void an_uuencoded_part_without_begin_is_taken_as_it_is() throws IOException {
        Message message = TestContent.of("Content-Transfer-Encoding: uuencode\nContent-Type: a/b\n\n#0V%T\n")
                .parsed();
        assertThat(decoded(only(message))).isEqualTo("#0V%T\r\n");
    }

    @Test
    void a_large_content_is_read_in_place() throws IOException {
        TestContent content = TestContent.of("""
                Content-Type: multipart/mixed; boundary=o

                --o

                text
                --o
                Content-Type: a/b

                octets
                --o--
                """);
        Message message = content.parsed(new MessageLimits(32, 1000, 1000, 1000, 10));
        assertThat(message.text()).isEqualTo("text");
        assertThat(decoded(only(message))).isEqualTo("octets");
    }

    @Test
    void gives_a_beginning_of_the_text_that_does_not_split_a_character() throws IOException {
        Message message = TestContent.utf8("Content-Type: text/plain; charset=utf-8\n\nab\ud83d\ude00")
                .parsed();
        assertThat(List.of(message.text(2), message.text(3), message.text(4)))
                .containsExactly("ab", "ab", "ab\ud83d\ude00");
    }

    static Attachment only(Message message) {
        assertThat(message.attachments()).hasSize(1);
        return message.attachments().get(0);
    }

    static String decoded(Attachment attachment) throws IOException {
        try (InputStream in = attachment.open()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
