package org.fastsmtp.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
    /** 2026-11-22 is a Sunday. */
    @ParameterizedTest
    @CsvSource({
        "'30 3 * * *',2026-11-22T03:30:00Z,2026-11-23T03:30:00Z",
        "'30 3 * * *',2026-11-22T03:29:59Z,2026-11-22T03:30:00Z",
        "'*/15 * * * *',2026-11-22T10:01:00Z,2026-11-22T10:15:00Z",
        "'5/20 * * * *',2026-11-22T10:26:00Z,2026-11-22T10:45:00Z",
        "'0 1-9/4 * * *',2026-11-22T05:00:00Z,2026-11-22T09:00:00Z",
        "'0 22 * * 1-5',2026-11-22T10:00:00Z,2026-11-23T22:00:00Z",
        "'0 22 * * mon,Wed',2026-11-23T22:00:00Z,2026-11-25T22:00:00Z",
        "'0 0 * * 7',2026-11-22T10:00:00Z,2026-11-29T00:00:00Z",
        "'0 0 1 * *',2026-11-22T10:00:00Z,2026-12-01T00:00:00Z",
        "'0 0 1 JAN *',2026-11-22T10:00:00Z,2027-01-01T00:00:00Z",
        "'0 0 29 2 *',2026-11-22T10:00:00Z,2028-02-29T00:00:00Z",
        "'0 0 1 * 2',2026-11-22T10:00:00Z,2026-11-24T00:00:00Z",
    })
    void says_when_a_run_begins_next(String text, Instant after, Instant next) {
        Cron cron = new Cron(text);

        assertThat(cron.after(after)).contains(next);
        assertThat(cron.matches(next.plusSeconds(59))).isTrue();
        assertThat(cron.matches(next.plusSeconds(60))).isEqualTo(text.startsWith("* "));
    }

    @Test
    void a_day_that_never_comes_has_no_run() {
        assertThat(new Cron("0 0 30 2 *").after(Instant.parse("2026-11-22T10:00:00Z")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * * 13 *",
                "* * * * 8",
                "a * * * *",
                "5-1 * * * *",
                "*/0 * * * *",
                "1,,2 * * * *",
                "1/2/3 * * * *",
                "-1 * * * *",
                "@daily"
            })
    void any_other_text_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Cron(text));
    }
}
