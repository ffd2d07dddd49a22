package org.fastsmtp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointKeyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:secret@hook.example/a@b?token=secret#secret",
                "https://user:secret@hook.example/a@b",
                "https://hook.example/a@b?next=//secret@other"
            })
    void what_is_shown_of_a_url_holds_no_secret(String url) {
        assertThat(EndpointKey.withoutSecrets(url)).isEqualTo("https://hook.example/a@b");
        assertThat(EndpointKey.of(url).url()).isEqualTo("https://hook.example/a@b");
    }
}
