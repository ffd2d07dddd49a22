package org.fastsmtp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.fastsmtp.MovingClock;
import org.fastsmtp.delivery.Endpoint.Admission;
import org.junit.jupiter.api.Test;

class EndpointTest {
    private final MovingClock clock = new MovingClock();
    private final Endpoint endpoint = new Endpoint(EndpointKey.of("https://example.com/hook"), clock);

    @Test
    void an_endpoint_that_hangs_binds_few_consumers() {
        for (int i = 0; i < 4; i++) {
            assertThat(enter()).isEqualTo(Admission.GO);
        }
        clock.advance(Duration.ofSeconds(1));

        assertThat(enter()).isEqualTo(Admission.PARK);
    }

    @Test
    void one_that_answers_gets_more_up_to_the_limit() {
        for (int i = 0; i < 100; i++) {
            enter();
            leave(true);
        }

        assertThat(endpoint.state().window()).isEqualTo(16);
    }

    @Test
    void timeouts_make_the_window_small() {
        one_that_answers_gets_more_up_to_the_limit();
        for (int i = 0; i < 5; i++) {
            enter();
            endpoint.leave(false, true, Duration.ofSeconds(30), 16);
        }

        assertThat(endpoint.state().window()).isEqualTo(1);
    }

    @Test
    void a_manual_attempt_goes_to_a_disabled_endpoint_one_at_a_time_and_its_success_enables_it() {
        endpoint.disable(clock.instant());

        assertThat(enter()).isEqualTo(Admission.PARK);
        assertThat(endpoint.enter(16, Optional.empty(), true)).isEqualTo(Admission.GO);
        assertThat(endpoint.enter(16, Optional.empty(), true)).isEqualTo(Admission.PARK);
        leave(true);
        assertThat(enter()).isEqualTo(Admission.GO);
    }

    @Test
    void the_breaker_pauses_longer_after_each_probe_that_fails() {
        for (int i = 0; i < 10; i++) {
            enter();
            leave(false);
        }
        assertThat(enter()).isEqualTo(Admission.PARK);
        clock.advance(Duration.ofSeconds(5));
        assertThat(enter()).isEqualTo(Admission.GO);
        assertThat(enter()).as("one probe").isEqualTo(Admission.PARK);
        leave(false);
        clock.advance(Duration.ofSeconds(9));
        assertThat(enter()).isEqualTo(Admission.PARK);
        clock.advance(Duration.ofSeconds(1));
        assertThat(enter()).isEqualTo(Admission.GO);
        leave(true);
        assertThat(enter()).isEqualTo(Admission.GO);
    }

    @Test
    void a_mixed_endpoint_stays_open_for_work() {
        for (int i = 0; i < 100; i++) {
            assertThat(enter()).isEqualTo(Admission.GO);
            leave(i % 3 == 0);
        }
    }

    private Admission enter() {
        return endpoint.enter(16, Optional.empty(), false);
    }

    private void leave(boolean success) {
        endpoint.leave(success, false, Duration.ofMillis(5), 16);
    }
}
