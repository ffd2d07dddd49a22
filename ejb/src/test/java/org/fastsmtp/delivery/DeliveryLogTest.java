package org.fastsmtp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.delivery.DeliveryLog.Retried;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeliveryLogTest {
    private DeliveryStage stage = new DeliveryStage(Map.of("webhook_max_retries", "2"));

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void lists_the_newest_first_and_filters() throws SQLException {
        UUID old = stage.mail();
        stage.fixture.clock.advance(Duration.ofSeconds(1));
        UUID young = stage.mail();
        stage.deliver(new Ticket(old, 1));
        LogFilter all = LogFilter.of(stage.fixture.domainId);

        assertThat(stage.log.list(all)).extracting(LogEntry::id).containsExactly(young, old);
        assertThat(stage.log.list(all.withStatus("delivered")))
                .extracting(LogEntry::id)
                .containsExactly(old);
        assertThat(stage.log.list(all.withStatus("nonsense"))).isEmpty();
        assertThat(stage.log.list(new LogFilter(
                        stage.fixture.domainId,
                        Optional.empty(),
                        Optional.of("<m@example.org>"),
                        Optional.of("BOB@example.com"),
                        Optional.of(stage.receiver.url()),
                        Optional.of(stage.fixture.clock.instant()),
                        Optional.of(stage.fixture.clock.instant().plusSeconds(1)),
                        true,
                        1,
                        0)))
                .extracting(LogEntry::id)
                .containsExactly(young);
        assertThat(stage.log.list(LogFilter.of(UUID.randomUUID()))).isEmpty();
        assertThat(stage.log.attempts(old)).hasSize(1);
    }

    @Test
    void what_waits_is_counted_by_status_with_the_oldest_and_listed_oldest_first() throws SQLException {
        assertThat(stage.log.waiting()).isEmpty();
        UUID old = stage.mail();
        stage.fixture.clock.advance(Duration.ofSeconds(1));
        UUID young = stage.mail();
        stage.receiver.answers(500, "");
        UUID failed = stage.mail();
        stage.deliver(new Ticket(failed, 1));

        Map<DeliveryStatus, DeliveryLog.Waiting> waiting = stage.log.waiting();

        assertThat(waiting).containsOnlyKeys(DeliveryStatus.PENDING, DeliveryStatus.FAILED);
        assertThat(waiting.get(DeliveryStatus.PENDING).count()).isEqualTo(2);
        assertThat(waiting.get(DeliveryStatus.PENDING).oldest())
                .isEqualTo(stage.fixture.clock.instant().minusSeconds(1));
        assertThat(stage.log.oldest(DeliveryStatus.PENDING, 9))
                .extracting(LogEntry::id)
                .containsExactly(old, young);
        assertThat(stage.log.oldest(DeliveryStatus.PENDING, 1))
                .extracting(LogEntry::id)
                .containsExactly(old);
    }

    @Test
    void a_manual_retry_of_an_exhausted_delivery_keeps_the_attempts_and_one_more_failure_exhausts_again()
            throws SQLException {
        stage.receiver.answers(500, "");
        UUID id = stage.mail();
        stage.drain();
        stage.after(Duration.ofSeconds(1));
        assertThat(stage.status(id)).isEqualTo("exhausted");

        assertThat(stage.log.retry(id)).isEqualTo(Retried.QUEUED);
        assertThat(stage.fixture.row(id))
                .containsEntry("STATUS", "pending")
                .containsEntry("ATTEMPTS", 2)
                .containsEntry("NEXT_RETRY_AT", stage.fixture.now());
        stage.after(Duration.ofSeconds(1));

        assertThat(stage.fixture.row(id)).containsEntry("STATUS", "exhausted").containsEntry("ATTEMPTS", 3);
        assertThat(stage.alarms("delivery.exhausted")).hasSize(2);
    }

    @Test
    void a_retry_of_a_failed_delivery_does_not_wait_for_the_schedule() throws SQLException {
        stage.receiver.answers(500, "");
        UUID id = stage.mail();
        stage.drain();
        stage.receiver.answers(200, "");

        assertThat(stage.log.retry(id)).isEqualTo(Retried.QUEUED);
        stage.after(Duration.ZERO);

        assertThat(stage.status(id)).isEqualTo("delivered");
        assertThat(stage.log.attempts(id)).extracting(Attempt::cause).containsExactly("schedule", "manual");
    }

    @Test
    void a_retry_releases_a_held_delivery_once() throws SQLException {
        UUID id = stage.fixture.insert(stage.receiver.url(), DeliveryStatus.QUARANTINED);

        assertThat(stage.log.retry(id)).isEqualTo(Retried.QUEUED);
        assertThat(stage.log.retry(id)).isEqualTo(Retried.REFUSED);
        stage.after(Duration.ZERO);

        assertThat(stage.status(id)).isEqualTo("delivered");
        assertThat(stage.log.retry(id)).isEqualTo(Retried.REFUSED);
        assertThat(stage.log.retry(UUID.randomUUID())).isEqualTo(Retried.NOT_FOUND);
    }

    @Test
    void a_cancelled_delivery_is_not_sent() throws SQLException {
        UUID id = stage.mail();

        assertThat(stage.log.cancel(id, "by hand")).isEqualTo(Retried.QUEUED);
        stage.drain();

        assertThat(stage.receiver.calls()).isEmpty();
        assertThat(stage.fixture.row(id)).containsEntry("STATUS", "cancelled").containsEntry("LAST_ERROR", "by hand");
        assertThat(stage.log.cancel(id, "again")).isEqualTo(Retried.REFUSED);
    }

    @Test
    @DisplayName("finding 23: redrive of 10 000 dead letters is one statement")
    void redrives_many() throws SQLException {
        UUID mail = stage.fixture.mail();
        stage.fixture.update(
                "INSERT INTO delivery_log (id, mail_id, domain_id, recipient_id, message_id, recipient, webhook_url, payload_hash,"
                        + " status, instance_id, decision, endpoint) SELECT RANDOM_UUID(), ?, ?, ?, 'm', 'bob@example.com', 'http://127.0.0.1/',"
                        + " '00', 'exhausted', 'n', '{}', 'e' FROM SYSTEM_RANGE(1, 10000)",
                mail,
                stage.fixture.domainId,
                stage.fixture.recipientId);

        assertThat(stage.log.retry(LogFilter.of(stage.fixture.domainId).withStatus("exhausted")))
                .isEqualTo(10_000);
        stage.sweep.run();

        assertThat(stage.queue.depth()).as("as many as the queue needs").isEqualTo(5_000);
    }

    @Test
    void the_ledger_balances_and_shows_what_drifts() throws SQLException {
        Ledger ledger = new Ledger(stage.fixture.database);
        stage.mail();
        stage.drain();
        stage.fixture.insert("", DeliveryStatus.DROPPED);
        stage.mail();
        Ledger.Day good = ledger.day(LocalDate.of(2026, 11, 22));
        assertThat(good.drift()).isEmpty();
        assertThat(good.mails()).isEqualTo(good.deliveries()).isEqualTo(3);
        assertThat(good.byStatus())
                .containsEntry("delivered", 1L)
                .containsEntry("dropped", 1L)
                .containsEntry("pending", 1L);

        assertThat(good.accepted()).isEqualTo(3);

        UUID without = stage.fixture.mail();
        UUID stuck = stage.fixture.deliver(stage.receiver.url());
        stage.fixture.update("UPDATE delivery_log SET due_at = NULL WHERE id = ?", stuck);

        assertThat(ledger.day(LocalDate.of(2026, 11, 22)).drift())
                .extracting(Ledger.Drift::id)
                .containsExactlyInAnyOrder(without, stuck);
    }

    @Test
    void the_ledger_sees_one_delivery_of_several_that_is_gone() throws SQLException {
        UUID mail = stage.fixture.mail();
        stage.fixture.update("UPDATE mails SET deliveries = 2 WHERE id = ?", mail);
        UUID dropped = stage.fixture.insert("", DeliveryStatus.DROPPED);
        stage.fixture.update("UPDATE delivery_log SET mail_id = ? WHERE id = ?", mail, dropped);

        assertThat(new Ledger(stage.fixture.database)
                        .day(LocalDate.of(2026, 11, 22))
                        .drift())
                .extracting(Ledger.Drift::id)
                .contains(mail);
    }

    @Test
    void a_row_whose_message_is_lost_is_found_while_the_queue_is_empty_and_a_message_without_row_is_counted()
            throws SQLException {
        Ledger ledger = new Ledger(stage.fixture.database);
        UUID lost = stage.mail();
        stage.queue.lose();
        assertThat(ledger.queued(stage.queue, stage.fixture.clock.instant()).withoutMessage())
                .as("its message may still be on the way")
                .isZero();
        stage.fixture.clock.advance(Duration.ofSeconds(30));
        stage.sweep.run();

        assertThat(ledger.queued(stage.queue, stage.fixture.clock.instant()).withoutMessage())
                .isEqualTo(1);
        stage.after(Duration.ofSeconds(1));
        assertThat(stage.status(lost)).as("the sweep looked at once").isEqualTo("delivered");

        stage.queue.send(List.of(new Ticket(UUID.randomUUID(), 1)));
        assertThat(ledger.queued(stage.queue, stage.fixture.clock.instant()).withoutRow())
                .isEqualTo(1);
    }

    @Test
    void a_dead_letter_can_be_cancelled_and_keeps_its_attempts() throws SQLException {
        stage.receiver.answers(410, "no more");
        UUID id = stage.mail();
        stage.drain();
        assertThat(stage.status(id)).isEqualTo("exhausted");

        assertThat(stage.log.cancel(id, "seen")).isEqualTo(DeliveryLog.Retried.QUEUED);

        assertThat(stage.status(id)).isEqualTo("cancelled");
        assertThat(stage.log.attempts(id)).hasSize(1);
    }
}
