package org.fastsmtp.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP://EXAMPLE.com:80            | http://example.com/",
                "https://example.com/webhook      | https://example.com/webhook",
                "https://example.com:443?x=1      | https://example.com/?x=1",
                "https://example.com:8443/a?b=c#d | https://example.com:8443/a?b=c#d",
                "https://Bücher.example/ü         | https://xn--bcher-kva.example/%C3%BC",
                "https://example.com/A/../b       | https://example.com/A/../b",
                "http://127.0.0.1:8080/x          | http://127.0.0.1:8080/x",
                "http://[::1]/                    | http://[::1]/",
                "http://my_service:9000/in        | http://my_service:9000/in",
            })
    void normalises(String given, String normal) {
        assertThat(HttpUrl.parse(given).text()).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.com/", "javascript:alert(1)", "file:///etc/passwd"})
    void refuses_other_schemes(String given) {
        assertThatThrownBy(() -> HttpUrl.parse(given)).isInstanceOf(HttpUrl.OtherSchemeException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.com           | relative URL without a base",
                "http://               | empty host",
                "http://a b/           | invalid domain character",
                "http://a:99999/       | invalid port number",
                "http://a:x/           | invalid port number",
                "http://0x7f.1/        | invalid IPv4 address",
                "http://2130706433/    | invalid IPv4 address",
                "http://0177.0.0.1/    | invalid IPv4 address",
                "http://[::g]/         | invalid IPv6 address",
                "http://[::1           | invalid IPv6 address",
                "http://a..b/          | invalid domain character",
            })
    void refuses_what_is_no_address(String given, String reason) {
        assertThatThrownBy(() -> HttpUrl.parse(given))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }
}
