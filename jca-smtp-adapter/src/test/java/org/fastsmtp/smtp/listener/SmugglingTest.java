package org.fastsmtp.smtp.listener;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The sequences published as «SMTP smuggling»: each ends data for some server. Here none does, and what follows them is content, not commands.
 * {@code CR}, {@code LF} and {@code NUL} stand for the octets.
 */
class SmugglingTest {
    private static final String SECOND =
            "MAIL FROM:<evil@example.com>\r\nRCPT TO:<victim@example.org>\r\nDATA\r\nevil\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LF.LF",
                "LF.CRLF",
                "CRLF.LF",
                "CR.CR",
                "CR.CRLF",
                "CRLF.CR",
                "CRLF.CRCRLF",
                "CRCRLF.CRCRLF",
                "LF.CR",
                "CR.LF",
                "CRLF.NULCRLF",
                "CRLFNUL.CRLF",
                "LFCR.LFCR",
                "CRLF .CRLF",
                "CRLF. CRLF",
                "LF.CRLFCRLF",
                "CRLFLF.CRLF",
                "CRLFCR.CRLF",
                "CRLF.CRNULLF",
            })
    void only_crlf_dot_crlf_ends_data(String sequence) throws Exception {
        String octets = sequence.replace("CR", "\r").replace("LF", "\n").replace("NUL", "\0");
        try (Fixture fixture = new Fixture();
                Transcript client = fixture.connect()) {
            client.hello().envelope("a@example.com", "b@example.org");
            client.send("DATA").expect("354");
            client.raw("Subject: one\r\n\r\nfirst" + octets + SECOND + ".\r\n").expect("250 2.6.0");
            client.send("NOOP").expect("250 2.0.0 OK");
            assertThat(fixture.taken).hasSize(1);
            assertThat(fixture.body()).contains("MAIL FROM:<evil@example.com>").endsWith("evil\r\n");
            assertThat(fixture.body().replace("\r\n", "")).doesNotContain("\r", "\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb\r\n", "a\rb\r\n", "a\n.\n\r\n", "\n", "a\r\r\n"})
    void with_refuse_a_bare_newline_is_550(String content) throws Exception {
        try (Fixture fixture = new Fixture(settings -> Fixture.with(
                        settings,
                        new SmtpSettings.Content(
                                100_000,
                                2000,
                                3,
                                SmtpSettings.BareNewline.REFUSE,
                                settings.content().spool(),
                                32_768)));
                Transcript client = fixture.connect()) {
            client.hello().envelope("a@example.com", "b@example.org");
            client.send("DATA").expect("354").raw(content + "\r\n.\r\n").expect("550 5.6.0");
            client.envelope("a@example.com", "b@example.org");
            client.send("DATA").expect("354").raw("fine\r\n.\r\n").expect("250");
            assertThat(fixture.taken).hasSize(1);
        }
    }
}
