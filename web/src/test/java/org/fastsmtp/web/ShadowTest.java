package org.fastsmtp.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShadowTest {
    @ParameterizedTest
    @CsvSource({
        "/api/v1/users, /api/v1/users",
        "/api/v1/users/a%20b, /api/v1/users/a%20b",
        "/api/v1/users/%zz, /api/v1/users/%25zz",
        "/api/v1/users/%, /api/v1/users/%25",
        "/api/v1/users;x=1, /api/v1/users%3Bx=1",
        "/api/v1/{x}|y, /api/v1/%7Bx%7D%7Cy",
        "/api/v1/\u00c3\u00bc, /api/v1/%C3%BC",
        "/api/v1/\u00fc, /api/v1/%25FC",
        "/api/v1/%ff%41, /api/v1/%25ff%41",
        "/api/v1/%c3%bc, /api/v1/%c3%bc",
    })
    void encodes_what_may_not_stand_in_a_path(String given, String escaped) {
        assertThat(Shadow.escaped(given)).isEqualTo(escaped);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, true",
        "application/json; charset=utf-8, true",
        "application/problem+json, true",
        "text/plain, false",
        "multipart/form-data, false",
    })
    void knows_what_is_json(String type, boolean isJson) {
        assertThat(Authenticate.isJson(type)).isEqualTo(isJson);
        assertThat(Authenticate.isJson(null)).isTrue();
    }
}
