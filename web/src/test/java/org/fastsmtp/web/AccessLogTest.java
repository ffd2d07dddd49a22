package org.fastsmtp.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fastsmtp.access.Caller;
import org.fastsmtp.access.KeyPrincipal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessLogTest {
    private static final String KEY = "fsmtp_" + "k".repeat(43);
    private final FakeRequest request = new FakeRequest();

    @BeforeEach
    void address() {
        request.attributes.put(Attributes.CLIENT, "192.0.2.1");
    }

    @Test
    void names_address_method_path_status_time_and_the_prefix_of_the_key() {
        request.principal = new KeyPrincipal(new Caller(
                UUID.randomUUID(),
                "ann",
                false,
                Optional.of(UUID.randomUUID()),
                Optional.of("fsmtp_kkkkkk"),
                Set.of(),
                "192.0.2.1"));

        assertThat(line()).isEqualTo("192.0.2.1 \"GET /api/v1/domains\" 200 12.35ms key=fsmtp_kkkkkk");
    }

    @Test
    void shows_nothing_of_roots_key() {
        request.headers.put("X-API-Key", "short-root");
        request.principal = new KeyPrincipal(Caller.root("192.0.2.1"));

        assertThat(line()).endsWith("key=root").doesNotContain("short-root");
    }

    @Test
    void shows_of_an_unknown_key_the_prefix_only_where_it_looks_like_one() {
        assertThat(line()).endsWith("key=none");
        request.headers.put("X-API-Key", KEY);
        assertThat(line()).endsWith("key=fsmtp_kkkkkk");
        request.headers.put("X-API-Key", "my password of 49 characters and some more of them");
        assertThat(line()).endsWith("key=other");
    }

    @Test
    void writes_one_line_whatever_the_path_holds() {
        request.path = "/api/v1/\r\nforged \"x\u00ff" + "a".repeat(1000);

        assertThat(line()).contains("/api/v1/%0D%0Aforged%20%22x%FFaaa").hasSizeLessThan(400);
    }

    private String line() {
        return AccessLog.line(request.request(), 200, 12_345_678);
    }
}
