package org.fastsmtp.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireTimeTest {
    @ParameterizedTest
    @CsvSource({
        "2026-11-22T09:55:21.354708Z, 2026-11-22T09:55:21.354708Z",
        "2026-11-22T09:55:21.354708999Z, 2026-11-22T09:55:21.354708Z",
        "2026-11-22T09:55:21Z, 2026-11-22T09:55:21Z",
        "2026-11-22T09:55:21.1Z, 2026-11-22T09:55:21.100000Z",
    })
    void writes_microseconds_and_leaves_a_zero_fraction_out(String instant, String text) {
        assertThat(WireTime.format(Instant.parse(instant))).isEqualTo(text);
    }
}
