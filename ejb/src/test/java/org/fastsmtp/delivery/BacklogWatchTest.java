package org.fastsmtp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BacklogWatchTest {
    private final DeliveryStage stage = new DeliveryStage();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void what_waits_for_an_endpoint_for_too_long_is_told_once_in_a_while() throws SQLException {
        String url = stage.receiver.url();
        stage.endpoints.disable(url + "?token=secret", "it is sick");
        stage.mail();
        stage.drain();
        sweepAfter(Duration.ofMinutes(59));
        assertThat(stage.alarms("backlog.old")).isEmpty();

        sweepAfter(Duration.ofMinutes(2));
        sweepAfter(Duration.ofMinutes(2));
        assertThat(stage.alarms("backlog.old")).hasSize(1);
        assertThat(stage.alarms("backlog.old").get(0).get("SUBJECT"))
                .isEqualTo("endpoint " + url + ": what waits for it is old");
        assertThat(stage.alarms("backlog.old").get(0).toString()).doesNotContain("secret");

        sweepAfter(Duration.ofHours(13));
        assertThat(stage.alarms("backlog.old")).as("it still lasts").hasSize(2);
    }

    @Test
    void deliveries_that_nobody_gets_to_are_told() throws SQLException {
        stage.mail();

        sweepAfter(Duration.ofMinutes(61));

        assertThat(stage.alarms("backlog.old").get(0).get("SUBJECT"))
                .isEqualTo("deliveries have waited for long for their first attempt");
        assertThat(stage.alarms("backlog.over")).isEmpty();
        assertThat(untriedAge()).isEqualTo(61 * 60);

        stage.drain();
        sweepAfter(Duration.ofMinutes(1));
        sweepAfter(Duration.ofMinutes(1));

        assertThat(untriedAge()).isZero();
        assertThat(stage.alarms("backlog.over")).hasSize(1);
        assertThat(stage.alarms("backlog.over").get(0).get("SUBJECT"))
                .isEqualTo("deliveries get their first attempt in time again");

        stage.mail();
        sweepAfter(Duration.ofMinutes(61));
        assertThat(stage.alarms("backlog.old"))
                .as("what is over and begins again")
                .hasSize(2);
    }

    private double untriedAge() {
        return stage.registry.get("fastsmtp.queue.untried.age.seconds").gauge().value();
    }

    @Test
    void a_backlog_that_is_young_or_deferred_is_none() throws SQLException {
        stage.receiver.answers(500, "no");
        stage.mail();
        stage.drain();

        sweepAfter(Duration.ofSeconds(30));

        assertThat(stage.alarms("backlog.old")).isEmpty();
    }

    @Test
    void an_operators_hand_is_told_with_the_change() throws SQLException {
        stage.endpoints.disable(stage.receiver.url() + "?token=secret", "maintenance");
        stage.endpoints.enable(stage.receiver.url());

        assertThat(stage.alarms("endpoint.disabled")).hasSize(1);
        assertThat(stage.alarms("endpoint.enabled")).hasSize(1);
        assertThat(stage.alarms("endpoint.disabled").toString()).doesNotContain("secret");
    }

    private void sweepAfter(Duration time) throws SQLException {
        stage.fixture.clock.advance(time);
        stage.sweep.run();
    }
}
