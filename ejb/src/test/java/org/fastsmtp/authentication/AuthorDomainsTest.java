package org.fastsmtp.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorDomainsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ann@example.org                               | example.org
            Ann <ann@Example.ORG>                         | example.org
            "Ann, <eve@example.com>" <ann@example.org>    | example.org
            eve@example.com <ann@example.org>             | example.org
            (eve@example.com) ann@example.org (c (d))     | example.org
            "a@b"@example.org                             | example.org
            Team: ann@example.org, bob@example.net;       | example.org example.net
            ann@example.org, <bob@example.org>            | example.org
            =?utf-8?q?Ann_x?= <ann@example.org>             | example.org
            Ann <ann@example.org.>                        | example.org
            Ann <ann@b\u00fccher.example>                 | xn--bcher-kva.example
            """)
    void reads_what_is_plain(String from, String domains) {
        assertThat(of("From: " + from).domains()).containsExactly(domains.split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Ann",
                "ann@",
                "@example.org",
                "ann@[192.0.2.1]",
                "<ann@example.org> eve@example.com",
                "<ann@example.org> <eve@example.com>",
                "ann@example.org\" <eve@example.com>",
                "Ann <ann@example.org",
                "(ann@example.org",
                "ann@example.org>",
                "<a@b.example@example.org>",
                "<<ann@example.org>>",
                "ann@localhost",
                "ann@exa mple.org",
                "=?utf-8?q?ann=40example.org?="
            })
    void refuses_what_could_be_read_in_two_ways(String from) {
        assertThat(of("From: " + from))
                .returns(List.of(), AuthorDomains::domains)
                .returns(false, AuthorDomains::absent);
    }

    @Test
    void several_From_fields_are_none() {
        assertThat(of("From: ann@example.org\r\nfrom : eve@example.com").fault())
                .hasValue("The mail has 2 From fields.");
    }

    @Test
    void a_From_field_behind_a_lone_line_feed_is_seen() {
        assertThat(of("X: y\nFrom: eve@example.com\r\nFrom: ann@example.org").fault())
                .isPresent();
        assertThat(of("X: y\nFrom: eve@example.com").domains()).containsExactly("example.com");
    }

    @Test
    void a_fold_does_not_hide_an_address() {
        assertThat(of("From: Ann\r\n <ann@\r\n\texample.org>").domains()).containsExactly("example.org");
        assertThat(of("From:\r\n ann@example.org").domains()).containsExactly("example.org");
    }

    @Test
    void a_mail_without_From_has_no_author() {
        assertThat(of("To: ann@example.org").absent()).isTrue();
    }

    private static AuthorDomains of(String header) {
        String octets = new String(header.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return AuthorDomains.of(Signer.header(octets + "\r\n\r\nbody"));
    }
}
