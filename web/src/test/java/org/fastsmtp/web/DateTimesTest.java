package org.fastsmtp.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateTimesTest {
    @ParameterizedTest
    @CsvSource({
        "2026-11-22T10:00:00+01:00, 2026-11-22T09:00:00Z",
        "2026-11-22T10:00:00-0130, 2026-11-22T11:30:00Z",
        "2026-11-22T10:00:00, 2026-11-22T10:00:00Z",
        "2026-11-22 10:00, 2026-11-22T10:00:00Z",
        "2026-11-22, 2026-11-22T00:00:00Z",
        "2026-11-22T10:00:00.5Z, 2026-11-22T10:00:00.5Z",
        "1700000000, 2023-11-14T22:13:20Z",
    })
    void reads_any_offset_and_without_one_utc(String text, String instant) {
        assertThat(DateTimes.parse(text).toInstant()).isEqualTo(Instant.parse(instant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tomorrow",
                "2026-13-01",
                "2026-02-30T00:00:00Z",
                "2026-11-22T25:00:00Z",
                "1e400",
                "0000-01-01",
                "99999999999999999999",
                "2026-11-22T10:00:00+99:00"
            })
    void refuses_the_rest(String text) {
        assertThatThrownBy(() -> DateTimes.parse(text))
                .isInstanceOfAny(DateTimeException.class, ArithmeticException.class);
    }
}
