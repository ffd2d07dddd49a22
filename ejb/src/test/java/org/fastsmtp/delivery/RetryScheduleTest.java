package org.fastsmtp.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fastsmtp.MovingClock;
import org.fastsmtp.settings.Settings;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
    private final MovingClock clock = new MovingClock();

    @Test
    void waits_for_days_by_default() {
        RetrySchedule schedule = schedule(Map.of(), 0.5);

        assertThat(waits(schedule, Optional.empty(), 0)).isEqualTo(RetrySchedule.DEFAULT);
    }

    @Test
    void spreads_by_a_tenth() {
        assertThat(wait(schedule(Map.of(), 0.0), 2)).isEqualTo(Duration.ofSeconds(54));
        assertThat(wait(schedule(Map.of(), 1.0), 2)).isEqualTo(Duration.ofSeconds(66));
    }

    @Test
    void the_contracts_settings_keep_their_meaning_when_one_is_set() {
        RetrySchedule schedule = schedule(Map.of("webhook_max_retries", "5"), 0.0);

        assertThat(waits(schedule, Optional.empty(), 0))
                .containsExactly(
                        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8));
        assertThat(wait(schedule(Map.of("webhook_retry_base_delay", "0.25"), 0.0), 1))
                .isEqualTo(Duration.ofMillis(250));
        assertThat(schedule.next(Optional.empty(), 6, 5, Optional.empty()))
                .as("after a manual retry one more failure exhausts again")
                .isEmpty();
    }

    @Test
    void the_schedule_can_be_set_and_the_recipient_has_the_last_word() {
        RetrySchedule schedule = schedule(Map.of("webhook_retry_schedule", "10s,20s"), 0.5);

        assertThat(waits(schedule, Optional.empty(), 0))
                .containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(20));
        assertThat(waits(schedule, Optional.of("3s"), 0)).containsExactly(Duration.ofSeconds(3));
    }

    @Test
    void a_manual_retry_starts_the_schedule_anew() {
        RetrySchedule schedule = schedule(Map.of(), 0.5);

        assertThat(waits(schedule, Optional.empty(), 10)).isEqualTo(RetrySchedule.DEFAULT);
    }

    @Test
    void retry_after_in_seconds_and_as_a_date_is_obeyed_and_never_shortens() {
        RetrySchedule schedule = schedule(Map.of(), 0.5);

        assertThat(after(schedule, "120")).isEqualTo(Duration.ofSeconds(120));
        assertThat(after(schedule, "Sun, 22 Nov 2026 10:05:00 GMT")).isEqualTo(Duration.ofMinutes(5));
        assertThat(after(schedule, "1")).isEqualTo(Duration.ofSeconds(5));
        assertThat(after(schedule, "Sun, 22 Nov 2020 10:05:00 GMT")).isEqualTo(Duration.ofSeconds(5));
        assertThat(after(schedule, "soon")).isEqualTo(Duration.ofSeconds(5));
        assertThat(after(schedule, "999999999")).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void doubling_does_not_overflow() {
        assertThat(wait(schedule(Map.of("webhook_max_retries", "5000"), 0.0), 4000))
                .isEqualTo(Duration.ofDays(7));
    }

    @Test
    void a_schedule_of_nonsense_is_refused() {
        assertThatThrownBy(() -> RetrySchedule.parse("5s,,1m")).isInstanceOf(IllegalArgumentException.class);
    }

    private List<Duration> waits(RetrySchedule schedule, Optional<String> own, int earlier) {
        List<Duration> waits = new ArrayList<>();
        for (int n = earlier + 1;
                schedule.next(own, n, earlier, Optional.empty()).isPresent();
                n++) {
            waits.add(Duration.between(
                    clock.instant(),
                    schedule.next(own, n, earlier, Optional.empty()).get()));
        }
        return waits;
    }

    private Duration wait(RetrySchedule schedule, int attempts) {
        return Duration.between(
                clock.instant(),
                schedule.next(Optional.empty(), attempts, 0, Optional.empty()).orElseThrow());
    }

    private Duration after(RetrySchedule schedule, String header) {
        return Duration.between(
                clock.instant(),
                schedule.next(Optional.empty(), 1, 0, Optional.of(header)).orElseThrow());
    }

    private RetrySchedule schedule(Map<String, String> settings, double random) {
        return new RetrySchedule(Settings.of(settings), clock, () -> random);
    }
}
