package org.fastsmtp.smtp.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.77/23, 192.0.3.1, true",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "::1, ::1, true",
        "192.0.2.1, ::ffff:192.0.2.1, true"
    })
    void contains(String network, String address, boolean contained) {
        assertThat(Network.parse(network).contains(Network.literal(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/x",
                "1.2.3",
                "0x7f.0.0.1",
                "::/129",
                "fe80::1%lo"
            })
    void refuses_other_texts_without_asking_dns(String text) {
        assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_set_is_written_with_commas_or_as_json() {
        assertThat(NetworkSet.parse(" 10.0.0.0/8, ::1 ").networks()).hasSize(2);
        assertThat(NetworkSet.parse("[\"10.0.0.0/8\", \"::1\"]").networks()).hasSize(2);
        assertThat(NetworkSet.parse("").isEmpty()).isTrue();
        assertThat(NetworkSet.parse("[]").isEmpty()).isTrue();
    }
}
