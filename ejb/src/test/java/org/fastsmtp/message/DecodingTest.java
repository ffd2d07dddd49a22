package org.fastsmtp.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodingTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            plain text                                     | plain text
            =?utf-8?Q?Caf=C3=A9?=                          | Café
            =?UTF-8?b?Q2Fmw6k=?= today                     | Café today
            =?utf-8?Q?a?= =?utf-8?Q?b?=                    | ab
            =?utf-8?Q?a?= and =?utf-8?Q?b?=                | a and b
            =?utf-8?B?4oI=?= =?utf-8?B?rA==?=              | €
            =?utf-8?Q?=E2=82?= =?UTF-8?B?rA==?=            | €
            =?iso-8859-1?Q?=E9?= =?utf-8?Q?=C3=A9?=        | éé
            =?iso-8859-1*en?Q?=E9?=                        | é
            =?no-such?Q?=C3=A9?=                           | é
            =?utf-8?Q?=E9?=                                | é
            =?utf-8?X?abc?=                                | =?utf-8?X?abc?=
            =?utf-8?Q?never ends                           | =?utf-8?Q?never ends
            =?utf-8?Q?with space?=                         | with space
            =?utf-8?Q?_=5F=?=                              | ' _='
            =??Q?x?=                                       | =??Q?x?=
            a=?utf-8?Q?b?=c                                | abc
            =?gb2312?B?xOO6ww==?=                          | 你好
            =?iso-2022-jp?B?GyRCJCIbKEI=?=                 | あ
            """)
    void decodes_encoded_words(String raw, String decoded) {
        assertThat(EncodedWords.decode(raw)).isEqualTo(decoded);
    }

    @Test
    void reads_raw_octets_in_headers() {
        assertThat(TestContent.utf8("Subject: Grüße €\n\n").parsed().subject()).isEqualTo("Grüße €");
        assertThat(TestContent.of("Subject: Gr\u00fc\u00dfe \u0080\n\n")
                        .parsed()
                        .subject())
                .isEqualTo("Grüße €");
    }

    @Test
    void unfolds_the_decoded_value_and_keeps_the_raw_one() {
        Header header = TestContent.of("Subject: =?utf-8?Q?a?=\n =?utf-8?Q?b?=\n\tc\n\n")
                .parsed()
                .headers()
                .get(0);
        assertThat(header.decoded()).isEqualTo("ab\tc");
        assertThat(header.raw()).isEqualTo("=?utf-8?Q?a?=\r\n =?utf-8?Q?b?=\r\n\tc");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            attachment; filename=a.pdf                                         | a.pdf
            attachment; filename="a b; c.pdf"                                  | a b; c.pdf
            attachment; filename=a b.pdf                                       | a b.pdf
            attachment; filename="a\\"b.pdf"                                   | a"b.pdf
            attachment; filename="C:\\dir\\a.pdf"                              | C:\\dir\\a.pdf
            attachment; filename*=UTF-8''na%C3%AFve%20plan.txt                 | naïve plan.txt
            attachment; filename*=iso-8859-1'en'%A3.txt                        | £.txt
            attachment; filename*0="long "; filename*1=name.txt                | long name.txt
            attachment; filename*1*=%82%AC.txt; filename*0*=utf-8''%E2         | €.txt
            attachment; filename*0*=utf-8''a%20; filename*1="b%20.txt"         | a b%20.txt
            attachment; filename=x; filename*=utf-8''%C3%A9                    | é
            attachment; filename="=?utf-8?B?w6kucGRm?="                        | é.pdf
            attachment; filename==?utf-8?B?w6kucGRm?=                          | é.pdf
            attachment; filename="unterminated.pdf                             | unterminated.pdf
            attachment (comment; filename=no); FileName = "yes.txt" (really)   | yes.txt
            attachment; filename*=nonsense                                     | nonsense
            attachment; filename=                                              | unnamed
            attachment                                                         | unnamed
            """)
    void decodes_file_names(String disposition, String filename) {
        Message message =
                TestContent.of("Content-Disposition: " + disposition + "\n\nx").parsed();
        assertThat(message.attachments().get(0).filename()).isEqualTo(filename);
    }

    @Test
    void reads_raw_octets_in_file_names() {
        assertThat(TestContent.utf8("Content-Disposition: attachment; filename=\"é.txt\"\n\nx")
                        .parsed()
                        .attachments()
                        .get(0)
                        .filename())
                .isEqualTo("é.txt");
    }

    @ParameterizedTest
    @DisplayName("charset labels that lie")
    @CsvSource(delimiter = '|', textBlock = """
            us-ascii      | utf-8        | Grüße
            us-ascii      | windows-1252 | “Grüße”
            utf-8         | windows-1252 | Grüße
            utf-8         | utf-8        | Grüße
            no-such       | utf-8        | Grüße
            unknown-8bit  | windows-1252 | Grüße
            iso-8859-1    | windows-1252 | 5 €
            iso-8859-1    | utf-8        | Grüße
            shift_jis     | utf-8        | ÄÖÜäöüß
            shift_jis     | shift_jis    | こんにちは
            utf-16        | utf-16       | Grüße
            iso-8859-15   | iso-8859-15  | 5 €
            gb2312        | gb18030      | 你好
            """)
    void reads_text(String label, String charset, String text) throws IOException {
        byte[] head = ("Content-Type: text/plain; charset=\"" + label + "\"\n\n").getBytes(StandardCharsets.US_ASCII);
        byte[] body = text.getBytes(charset);
        byte[] mail = new byte[head.length + body.length];
        System.arraycopy(head, 0, mail, 0, head.length);
        System.arraycopy(body, 0, mail, head.length, body.length);
        assertThat(new TestContent(mail).parsed().text()).isEqualTo(text);
    }

    @Test
    void a_few_stray_octets_do_not_spoil_utf_8() throws IOException {
        byte[] mail = ("Content-Type: text/plain; charset=utf-8\n\näöü\u00ff").getBytes(StandardCharsets.UTF_8);
        mail[mail.length - 2] = (byte) 0xff;
        assertThat(new TestContent(java.util.Arrays.copyOf(mail, mail.length - 1))
                        .parsed()
                        .text())
                .isEqualTo("äöü\ufffd");
    }

    @Test
    void a_text_larger_than_the_sample_keeps_every_character() throws IOException {
        String text = "ä€😀".repeat(200_000);
        assertThat(TestContent.utf8("Content-Type: text/plain; charset=utf-8\n\n" + text)
                        .parsed()
                        .text())
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            BASE64           | aGVsbG8=            | hello
            BASE64           | aGVs bG8            | hello
            BASE64           | aGVsbG8=aGVsbG8=    | hellohello
            BASE64           | a-G!V%s~bG8         | hello
            QUOTED_PRINTABLE | a=3Db               | a=b
            QUOTED_PRINTABLE | a=3db=zz=           | a=b=zz
            QUOTED_PRINTABLE | a=~b                | ab
            QUOTED_PRINTABLE | a= ~b               | ab
            QUOTED_PRINTABLE | a=4~b               | a=4~b
            QUOTED_PRINTABLE | ==41                | =A
            QUOTED_PRINTABLE | =4=41               | =4A
            IDENTITY         | a=3D                | a=3D
            """)
    void decodes_transfer_encodings(TransferEncoding encoding, String raw, String expected) throws IOException {
        String octets = raw.replace("~", "\r\n");
        try (InputStream in = encoding.decode(new ByteArrayInputStream(octets.getBytes(StandardCharsets.ISO_8859_1)))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .isEqualTo(expected.replace("~", "\r\n"));
        }
    }

    @Test
    void base64_of_any_length_comes_back() throws IOException {
        for (int length = 0; length < 20_000; length += 997) {
            byte[] octets = new byte[length];
            new java.util.Random(length).nextBytes(octets);
            byte[] encoded = java.util.Base64.getMimeEncoder().encode(octets);
            try (InputStream in = TransferEncoding.BASE64.decode(new ByteArrayInputStream(encoded))) {
                assertThat(in.readAllBytes()).isEqualTo(octets);
            }
        }
    }

    @Test
    void html_becomes_readable_text() {
        assertThat(HtmlText.of("""
                <html><head><title>t</title><style>p { x }</style></head><body>
                <h1>Title</h1><p>One &amp; two<br>three &#8364; &#x1F600; &bogus; &lt;x&gt;</p>
                <ul><li>a<li>b</ul><!-- no --><pre>  x
                  y</pre><a title="a > b" href=x>link</a> 1 < 2</body></html>
                """)).isEqualTo("""
                Title
                One & two
                three € 😀 &bogus; <x>

                - a
                - b
                  x
                  y
                link 1 < 2""");
    }

    @Test
    void html_bombs_take_linear_time() {
        for (String piece : new String[] {"<head>", "&", "<a \"", "<!--", "<p>", "<script>", "</p>", "<title>x</t"}) {
            assertThat(HtmlText.of(piece.repeat(100_000)).length()).isLessThan(1_000_000);
        }
    }
}
