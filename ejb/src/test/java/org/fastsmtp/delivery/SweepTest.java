package org.fastsmtp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fastsmtp.webhook.Receiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SweepTest {
    private DeliveryStage stage = new DeliveryStage();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void what_is_under_way_is_left_alone() throws SQLException {
        stage.mail();

        assertThat(stage.sweep.run()).isZero();
        stage.fixture.clock.advance(DeliveryRows.QUEUE_LEASE.plusSeconds(1));
        assertThat(stage.sweep.run()).isZero();
        assertThat(stage.queue.depth()).isEqualTo(1);
    }

    @Test
    @DisplayName("finding 14: what a round costs does not grow with what is final")
    void a_round_reads_no_row_that_is_final() {
        for (int i = 0; i < 20; i++) {
            stage.mail();
        }
        stage.drain();
        assertThat(stage.fixture.select("SELECT * FROM delivery_log WHERE status = 'delivered'"))
                .hasSize(20);

        assertThat(stage.fixture.select(
                        "EXPLAIN ANALYZE SELECT id FROM delivery_log " + Sweep.DUE + 10,
                        stage.fixture.clock.instant().atOffset(ZoneOffset.UTC)))
                .first()
                .satisfies(plan -> assertThat(plan.get("PLAN").toString())
                        .contains("IX_DELIVERY_LOG_DUE_AT")
                        .containsPattern("scanCount: 1\\b"));
    }

    @Test
    @DisplayName("finding 1: a row whose queue message was lost in a crash is found, first of all after a start")
    void finds_what_lost_its_message() throws SQLException {
        UUID id = stage.mail();
        stage.queue.lose();
        DeliveryStage.ListQueue queue = stage.queue;
        stage.fixture.clock.advance(Duration.ofSeconds(30));
        Sweep afterRestart = new Sweep(
                stage.fixture.database,
                queue,
                stage.endpoints,
                stage.watch,
                stage.metrics,
                stage.fixture.clock,
                Duration.ofSeconds(1),
                Duration.ofHours(1));

        assertThat(afterRestart.run()).isEqualTo(1);
        stage.drain();

        assertThat(stage.status(id)).isEqualTo("delivered");
    }

    @Test
    void finds_it_without_a_restart_too_when_the_queue_was_empty() throws SQLException {
        stage.sweep.run();
        UUID id = stage.mail();
        stage.queue.lose();
        stage.fixture.clock.advance(Duration.ofMinutes(1));
        stage.sweep.run();
        stage.fixture.clock.advance(DeliveryRows.QUEUE_LEASE);

        assertThat(stage.sweep.run()).isEqualTo(1);
        stage.drain();

        assertThat(stage.status(id)).isEqualTo("delivered");
    }

    @Test
    void a_message_from_before_is_void_once_the_row_was_queued_anew() throws SQLException {
        finds_it_without_a_restart_too_when_the_queue_was_empty();

        assertThat(stage.receiver.calls()).hasSize(1);
        stage.deliver(new Ticket(
                (UUID) stage.fixture
                        .select("SELECT id FROM delivery_log")
                        .get(0)
                        .get("ID"),
                1));
        assertThat(stage.receiver.calls()).hasSize(1);
    }

    @Test
    void one_node_sweeps_at_a_time_and_the_next_takes_over_when_it_is_gone() throws SQLException {
        stage.receiver.answers(500, "");
        stage.mail();
        stage.drain();
        Sweep other = new Sweep(
                stage.fixture.database,
                stage.queue,
                stage.endpoints,
                stage.watch,
                stage.metrics,
                stage.fixture.clock,
                Duration.ofSeconds(1),
                Duration.ofHours(1));
        stage.sweep.run();
        stage.fixture.clock.advance(Duration.ofSeconds(6));

        assertThat(other.run()).isZero();
        stage.fixture.clock.advance(Duration.ofSeconds(20));
        assertThat(other.run()).isEqualTo(1);
        assertThat(stage.sweep.run()).isZero();
    }

    @Test
    @DisplayName("finding 25: deliveries of a dead endpoint wait without attempts, and all arrive after its repair")
    void a_dead_endpoint_parks_its_deliveries_and_gets_them_after_its_repair() {
        stage.receiver.answers(500, "");
        List<UUID> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(stage.mail());
        }
        stage.drain();

        assertThat(stage.receiver.calls()).as("the breaker opens after ten").hasSize(10);
        assertThat(stage.fixture.select("SELECT id FROM delivery_log WHERE parked IS NOT NULL AND attempts = 0"))
                .hasSize(30);
        assertThat(stage.endpoints.states().get(0).breaker()).isEqualTo("open");

        for (int i = 0; i < 20; i++) {
            stage.after(Duration.ofSeconds(1));
        }
        assertThat(stage.receiver.calls().size()).as("probes only").isBetween(11, 14);
        stage.receiver.answers(200, "");
        for (int i = 0; i < 200; i++) {
            stage.after(Duration.ofSeconds(1));
        }

        assertThat(all).allSatisfy(id -> assertThat(stage.status(id)).isEqualTo("delivered"));
        assertThat(stage.endpoints.states().get(0).breaker()).isEqualTo("closed");
        assertThat(stage.alarms("breaker.open")).hasSize(1);
        assertThat(stage.alarms("breaker.closed")).hasSize(1);
        assertThat(stage.fixture.select("SELECT * FROM endpoints WHERE failing_since IS NOT NULL"))
                .isEmpty();
    }

    @Test
    void the_schedule_of_one_delivery_is_not_disturbed_by_the_breaker() {
        stage.close();
        stage = new DeliveryStage(Map.of("webhook_max_retries", "9", "webhook_retry_base_delay", "1"));
        stage.receiver.answers(500, "");
        UUID id = stage.mail();
        stage.drain();
        for (int i = 0; i < 300; i++) {
            stage.after(Duration.ofSeconds(1));
        }

        assertThat(stage.status(id)).isEqualTo("exhausted");
        assertThat(stage.receiver.calls()).hasSize(9);
    }

    @Test
    @DisplayName("finding 25: one dead endpoint of two does not keep the other waiting")
    void the_other_endpoint_is_not_kept_waiting() {
        stage.receiver.answers(500, "");
        for (int i = 0; i < 30; i++) {
            stage.mail();
        }
        stage.drain();
        try (Receiver well = new Receiver()) {
            UUID id = stage.fixture.deliver(well.url());
            stage.queue.send(List.of(new Ticket(id, 1)));
            stage.drain();

            assertThat(stage.status(id)).isEqualTo("delivered");
        }
    }

    @Test
    void warns_at_half_time_disables_at_the_end_and_waits_until_it_is_enabled() throws SQLException {
        stage.close();
        stage = new DeliveryStage(Map.of(
                "webhook_disable_after",
                "2h",
                "webhook_retry_schedule",
                "10m,10m,10m,10m,10m,10m,10m,10m,10m,10m,10m,10m,10m,10m"));
        stage.receiver.answers(500, "");
        UUID id = stage.mail();
        stage.drain();
        for (int i = 0; i < 61; i++) {
            stage.after(Duration.ofMinutes(1));
        }
        assertThat(stage.alarms("endpoint.failing")).hasSize(1);
        assertThat(stage.alarms("endpoint.disabled")).isEmpty();
        for (int i = 0; i < 60; i++) {
            stage.after(Duration.ofMinutes(1));
        }
        assertThat(stage.alarms("endpoint.disabled")).hasSize(1);
        int calls = stage.receiver.calls().size();
        for (int i = 0; i < 60; i++) {
            stage.after(Duration.ofMinutes(1));
        }
        assertThat(stage.receiver.calls()).hasSize(calls);
        assertThat(stage.status(id)).isEqualTo("failed");
        assertThat(stage.endpoints.isShedding(stage.receiver.url())).isTrue();

        stage.receiver.answers(200, "");
        stage.endpoints.enable(stage.receiver.url());
        stage.after(Duration.ofSeconds(11));

        assertThat(stage.status(id)).isEqualTo("delivered");
        assertThat(stage.endpoints.isShedding(stage.receiver.url())).isFalse();
    }

    @Test
    void health_survives_a_restart() throws SQLException {
        stage.endpoints.disable(stage.receiver.url(), "by hand");
        Endpoints afterRestart = new Endpoints(stage.fixture.database, stage.fixture.clock);
        new EndpointWatch(stage.fixture.database, afterRestart, Duration.ofDays(5), stage.fixture.clock).learn();

        assertThat(afterRestart.states().get(0).breaker()).isEqualTo("disabled");
    }

    @Test
    void rows_that_were_ended_elsewhere_are_forgotten() throws SQLException {
        stage.receiver.answers(500, "");
        UUID id = stage.mail();
        stage.drain();
        stage.fixture.update("UPDATE delivery_log SET status = 'cancelled', next_retry_at = NULL WHERE id = ?", id);

        stage.after(Duration.ofMinutes(1));

        assertThat(stage.receiver.calls()).hasSize(1);
        assertThat(stage.fixture.row(id)).containsEntry("DUE_AT", null);
    }

    @Test
    void a_rate_limit_spreads_the_attempts() {
        stage.fixture.update("UPDATE recipients SET webhook_rate_per_second = 2");
        for (int i = 0; i < 20; i++) {
            stage.mail();
        }
        stage.drain();
        int first = stage.receiver.calls().size();
        for (int i = 0; i < 3; i++) {
            stage.after(Duration.ofSeconds(1));
        }

        assertThat(first).isLessThanOrEqualTo(2);
        assertThat(stage.receiver.calls().size()).isBetween(4, 8);
        for (int i = 0; i < 20; i++) {
            stage.after(Duration.ofSeconds(1));
        }
        assertThat(stage.receiver.calls()).hasSize(20);
    }

    @Test
    void retry_failed_since_gives_everything_another_chance() throws SQLException {
        stage.close();
        stage = new DeliveryStage(Map.of("webhook_max_retries", "1"));
        stage.receiver.answers(500, "");
        List<UUID> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(stage.mail());
        }
        stage.drain();
        stage.receiver.answers(200, "");

        int retried = stage.endpoints.retryFailedSince(stage.receiver.url(), stage.fixture.clock.instant());
        stage.after(Duration.ofSeconds(1));

        assertThat(retried).isEqualTo(8);
        assertThat(all).allSatisfy(id -> assertThat(stage.status(id)).isEqualTo("delivered"));
        assertThat(stage.fixture.attempts(all.get(0)))
                .hasSize(2)
                .last()
                .satisfies(attempt -> assertThat(attempt).containsEntry("CAUSE", "manual"));
    }
}
