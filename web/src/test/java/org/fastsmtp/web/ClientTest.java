package org.fastsmtp.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "203.0.113.9 | none                    | 203.0.113.9",
                "203.0.113.9 | 198.51.100.1            | 203.0.113.9",
                "2001:db8::9 | 198.51.100.1            | 2001:db8::9",
                "127.0.0.1   | 198.51.100.1            | 198.51.100.1",
                "10.1.2.3    | 198.51.100.1, 10.1.2.4  | 198.51.100.1",
                "fd00::1     | 2001:db8::1             | 2001:db8::1",
                "127.0.0.1   | localhost               | 127.0.0.1",
                "127.0.0.1   | 198.51.100.1:80 evil    | 127.0.0.1",
            })
    void believes_neighbours_who_somebody_is_and_no_stranger(String peer, String forwarded, String client) {
        FakeRequest request = new FakeRequest();
        request.peer = peer;
        if (forwarded != null) {
            request.headers.put("X-Forwarded-For", forwarded);
        }
        assertThat(new Client().addressOf(request.request())).isEqualTo(client);
    }
}
