package org.fastsmtp.smtp.listener;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CONTRACT section 2.2, row by row (those of TLS are in TlsTest, those of limits in LimitTest). */
class ReplyTableTest {
    private Fixture fixture;
    private Transcript client;

    @BeforeEach
    void connect() throws Exception {
        fixture = new Fixture();
        client = fixture.connect();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        fixture.close();
    }

    @Test
    void ehlo_shows_what_is_honoured() throws Exception {
        client.expect("220 mx.example.net ESMTP FastSMTP");
        assertThat(client.send("EHLO client.example").hear().lines())
                .containsExactly(
                        "250-mx.example.net",
                        "250-SIZE 100000",
                        "250-8BITMIME",
                        "250-SMTPUTF8",
                        "250-PIPELINING",
                        "250-CHUNKING",
                        "250-ENHANCEDSTATUSCODES",
                        "250-LIMITS RCPTMAX=3",
                        "250 HELP");
        client.send("HELO client.example").expect("250 mx.example.net");
        client.send("EHLO").expect("501 5.5.4");
    }

    @Test
    void a_mail_is_taken() throws Exception {
        client.hello().envelope("a@example.com", "b@example.org", "C@Example.ORG");
        client.send("DATA").expect("354 ");
        client.raw("Subject: hi\r\n\r\nhello\r\n.\r\n").expect("250 2.6.0", "accepted for delivery");
        client.send("QUIT").expect("221 2.0.0").expectClosed();
        assertThat(fixture.taken).hasSize(1);
        assertThat(fixture.body()).isEqualTo("Subject: hi\r\n\r\nhello\r\n");
        assertThat(fixture.taken.get(0).mail().envelope().recipients())
                .extracting(Object::toString)
                .containsExactly("b@example.org", "C@Example.ORG");
        assertThat(fixture.taken.get(0).mail().origin().helo()).isEqualTo("client.example");
        assertThat(fixture.taken.get(0).mail().id().version()).isEqualTo(7);
    }

    @Test
    void an_empty_body_is_a_mail() throws Exception {
        client.hello().envelope("", "b@example.org");
        client.send("DATA").expect("354").send(".").expect("250", "accepted");
        assertThat(fixture.body()).isEmpty();
        assertThat(fixture.taken.get(0).mail().envelope().reversePath().isNull())
                .isTrue();
    }

    @Test
    void order_is_kept() throws Exception {
        client.expect("220");
        client.send("MAIL FROM:<a@example.com>").expect("503 5.5.1");
        client.send("RCPT TO:<a@example.com>").expect("503 5.5.1");
        client.send("DATA").expect("503 5.5.1");
        client.send("EHLO c.example").expect("250");
        client.send("RCPT TO:<a@example.com>").expect("503 5.5.1");
        client.send("DATA").expect("503 5.5.1");
        client.send("MAIL FROM:<a@example.com>").expect("250 2.1.0");
        client.send("MAIL FROM:<a@example.com>").expect("503 5.5.1");
        client.send("DATA").expect("503 5.5.1");
        client.send("RSET").expect("250 2.0.0");
        client.send("RCPT TO:<a@example.com>").expect("503 5.5.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<a@example.com> SIZE=100000|250 2.1.0",
                "<a@example.com> SIZE=100001|552 5.3.4",
                "<a@example.com> SIZE=4294967296|552 5.3.4",
                "<a@example.com> SIZE=99999999999999999999999999|552 5.3.4",
                "<a@example.com> SIZE=100001 BODY=8BITMIME|552 5.3.4",
                "<a@example.com> BODY=8BITMIME SIZE=100001|552 5.3.4",
                "<a@example.com> SIZE=0|250",
                "<a@example.com> SIZE=|501 5.5.4",
                "<a@example.com> SIZE=abc|501 5.5.4",
                "<a@example.com> SIZE=-1|501 5.5.4",
                "<a@example.com> BODY=7BIT|250",
                "<a@example.com> body=8bitmime smtputf8|250",
                "<a@example.com> BODY=BINARYMIME|501 5.5.4",
                "<a@example.com> BODY=X|501 5.5.4",
                "<a@example.com> RET=HDRS|555 5.5.4",
                "<a@example.com> ENVID=1|555 5.5.4",
                "<a@example.com> FOO|555 5.5.4",
                "<a@example.com> AUTH=<>|250",
                "<a@example.com> auth=<b@example.com>|250",
                "<a@example.com> AUTH=b+40c SIZE=10 BODY=8BITMIME|250",
                "<a@example.com> AUTH=x RET=FULL|555",
                "<>|250 2.1.0",
                "<> SIZE=10|250",
                " <a@example.com>|250",
                "a@example.com|250",
                "<@relay.example,@b.example:a@example.com>|250",
                "<\"a b\"@example.com>|250",
                "<\"a>b\"@example.com>|250",
                "<a@[192.0.2.1]>|250",
                "<a@[IPv6:2001:db8::1]>|250",
                "<a@host_name.example>|250",
                "<ü@тест.com> SMTPUTF8|250",
                "<a@example.com>SIZE=10|501 5.1.7",
                "<a@example.com|501 5.1.7",
                "<a>|501 5.1.7",
                "<@example.com>|501 5.1.7",
                "<a b@example.com>|501 5.1.7",
                "<a@-bad.example>|501 5.1.7",
                "<a@bad..example>|501 5.1.7",
                "|501 5.1.7",
            })
    void mail_is_answered_by_the_table(String argument, String reply) throws Exception {
        client.hello().send("MAIL FROM:" + (argument == null ? "" : argument)).expect(reply);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<b@example.org>|250 2.1.5 OK",
                "<B@EXAMPLE.org>|250 2.1.5",
                "<b@тест.com>|250 2.1.5",
                "<почта@xn--e1aybc.com>|250 2.1.5",
                "<@a.example:b@example.org>|250 2.1.5",
                "<\"quoted\"@example.org>|250 2.1.5",
                "<b+tag@example.org>|250 2.1.5",
                "<>|550 5.1.3 Invalid",
                "<postmaster>|550 5.1.3 Invalid",
                "<b>|550 5.1.3 Invalid",
                "<b@under_score.example>|550 5.1.2 Invalid domain",
                "<b@[192.0.2.1]>|550 5.1.2 Invalid domain",
                "<b@😀.example>|550 5.1.2 Invalid domain",
                "<b@-a.example>|550 5.1.2 Invalid domain",
                "<b@a-.example>|550 5.1.2 Invalid domain",
                "<b@ab--cd.example>|550 5.1.2 Invalid domain",
                "<b@xn--a.example>|550 5.1.2 Invalid domain",
                "<b@a..example>|550 5.1.2 Invalid domain",
                "<b@>|550 5.1.2 Invalid domain",
                "<b@example.org.>|550 5.1.2 Invalid domain",
                "<@example.org>|501 5.1.3",
                "<b c@example.org>|501 5.1.3",
                "<\"b@example.org>|501 5.1.3",
                "<b@example.org|501 5.1.3",
                "<b@example.org> NOTIFY=NEVER|555 5.5.4",
                "<b@example.org> FOO=1|555 5.5.4",
                "<nobody@example.org>|550 5.1.1 nobody not found",
                "<broken@example.org>|451 4.3.0",
            })
    void rcpt_is_answered_by_the_table(String argument, String reply) throws Exception {
        client.hello().send("MAIL FROM:<a@example.com>").expect("250");
        String heard = client.send("RCPT TO:" + argument).hear();
        assertThat(heard).startsWith(reply).doesNotContain("secret");
    }

    @Test
    void too_many_recipients_are_refused_one_by_one() throws Exception {
        client.hello().envelope("a@example.com", "b@example.org", "c@example.org", "d@example.org");
        client.send("RCPT TO:<e@example.org>").expect("452 4.5.3");
        client.send("DATA").expect("354").send(".").expect("250", "accepted");
        assertThat(fixture.taken.get(0).mail().envelope().recipients()).hasSize(3);
    }

    @Test
    void the_application_refuses_before_and_after_the_content() throws Exception {
        client.hello().envelope("full@example.com", "b@example.org");
        client.send("DATA").expect("451 4.3.1");
        client.send("RSET").expect("250");
        client.envelope("spf@example.com", "b@example.org");
        client.send("DATA").expect("354").raw("x\r\n.\r\n").expect("550 5.7.23", "SPF");
        client.envelope("a@example.com", "b@example.org");
        fixture.handover = mail -> false;
        client.send("DATA").expect("354").raw("x\r\n.\r\n").expect("451 4.3.0");
        fixture.handover = mail -> {
            throw new IllegalStateException("secret");
        };
        client.envelope("a@example.com", "b@example.org");
        client.send("DATA").expect("354").raw("x\r\n.\r\n").expect("451 4.3.0");
        assertThat(fixture.taken).isEmpty();
    }

    @Test
    void a_long_line_is_500_after_the_whole_body() throws Exception {
        client.hello().envelope("a@example.com", "b@example.org");
        client.send("DATA").expect("354");
        client.raw("a".repeat(1999) + "\r\nmore\r\n.\r\n").expect("500 5.5.2");
        client.envelope("a@example.com", "b@example.org");
        client.send("DATA").expect("354");
        client.raw("a".repeat(1998) + "\r\n.\r\n").expect("250");
    }

    @Test
    void a_large_mail_is_552_after_the_whole_body_and_the_session_goes_on() throws Exception {
        client.hello().envelope("a@example.com", "b@example.org");
        client.send("DATA").expect("354");
        client.raw(("a".repeat(98) + "\r\n").repeat(1001) + ".\r\n").expect("552 5.3.4");
        client.envelope("a@example.com", "b@example.org");
        client.send("DATA").expect("354");
        client.raw(("a".repeat(98) + "\r\n").repeat(1000) + ".\r\n").expect("250");
        assertThat(fixture.body()).hasSize(100_000);
    }

    @Test
    void a_client_that_never_stops_is_cut_off() throws Exception {
        client.hello().envelope("a@example.com", "b@example.org");
        client.send("DATA").expect("354");
        byte[] block = ("a".repeat(98) + "\r\n").repeat(1000).getBytes();
        for (int i = 0; i < 12; i++) {
            client.raw(block);
        }
        client.expect("552 5.3.4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "VRFY b|252 2.5.0",
                "VRFY|501",
                "EXPN list|502 5.5.1",
                "HELP|250",
                "HELP MAIL|250",
                "NOOP|250 2.0.0",
                "NOOP words|250",
                "noop|250",
                "RSET|250 2.0.0",
                "RSET x|501 5.5.4",
                "DATA x|501 5.5.4",
                "STARTTLS|454 4.7.0",
                "AUTH PLAIN x|538 5.7.11",
                "FOO|500 5.5.2",
                "DATAX|500 5.5.2",
                "ETRN x|500",
                "QUIT now|501",
                "QUIT|221 2.0.0"
            })
    void other_verbs(String line, String reply) throws Exception {
        client.hello().send(line).expect(reply);
    }

    @Test
    void too_many_bad_commands_are_502_and_close() throws Exception {
        client.hello();
        for (int i = 0; i < 49; i++) {
            client.send("FOO").expect("500 5.5.2");
        }
        client.send("FOO").expect("502 5.5.1").expectClosed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP\n", "\n", "NO\nOP\r\n"})
    void a_command_that_ends_with_lf_alone_ends_the_session(String line) throws Exception {
        client.hello().raw(line).expect("500 5.5.2").expectClosed();
    }

    @Test
    void a_command_line_is_bounded_and_must_be_utf8() throws Exception {
        client.hello().raw(new byte[] {'N', 'O', 'O', 'P', ' ', (byte) 0xff, '\r', '\n'});
        client.expect("500 5.5.2").send("NOOP").expect("250");
        client.send("NOOP " + "x".repeat(5000)).expect("500 5.5.2").expectClosed();
    }

    @Test
    void a_pipelined_group_is_answered_in_order() throws Exception {
        client.hello()
                .raw(
                        "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.org>\r\nRCPT TO:<nobody@example.org>\r\nDATA\r\n");
        client.expect("250 2.1.0").expect("250 2.1.5").expect("550 5.1.1").expect("354");
        client.raw("x\r\n.\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<c@example.org>\r\nQUIT\r\n");
        client.expect("250 2.6.0").expect("250 2.1.0").expect("250 2.1.5").expect("221");
    }
}
