package org.fastsmtp.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.json.Json;
import java.net.http.HttpHeaders;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.fastsmtp.MovingClock;
import org.fastsmtp.schema.TestDatabase;
import org.fastsmtp.settings.Settings;
import org.fastsmtp.webhook.AddressGuard;
import org.fastsmtp.webhook.AllowList;
import org.fastsmtp.webhook.Receiver;
import org.fastsmtp.webhook.WebhookClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AlarmsTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final DataSource database = TestDatabase.fresh();
    private final MovingClock clock = new MovingClock();
    private final Receiver receiver = new Receiver();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AlarmNotifier notifier = new AlarmNotifier();
    private final AlarmRows rows = new AlarmRows(database, clock);
    private final WebhookClient client = new WebhookClient(
            new AddressGuard(new AllowList(List.of("127.0.0.1")), AddressGuard.Resolver.system()),
            5,
            Clock.systemUTC(),
            Executors.defaultThreadFactory());
    private final Alarms alarms = new Alarms(
            rows,
            List.of(
                    new DeadLetterNotice(
                            client,
                            Settings.of(Map.of("dlq_webhook_url", receiver.url(), "dlq_webhook_secret", SECRET))),
                    notifier),
            registry);

    @AfterEach
    void close() {
        client.close();
        receiver.close();
    }

    @Test
    void every_kind_is_counted_from_zero_so_that_its_first_time_is_an_increase() {
        for (Alarm.Kind kind : Alarm.Kind.values()) {
            assertThat(registry.get("fastsmtp.alarms")
                            .tag("kind", kind.word())
                            .counter()
                            .count())
                    .isZero();
        }
    }

    @Test
    @DisplayName("finding 23: the alarm of a committed change is sent once; that of a rolled back change is not")
    void sends_what_was_committed_once() throws Exception {
        Alarm committed = alarm(Alarm.Kind.DELIVERY_EXHAUSTED);
        rows.insert(committed);
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            AlarmRows.insert(connection, List.of(alarm(Alarm.Kind.DELIVERY_EXHAUSTED)));
            connection.rollback();
            connection.setAutoCommit(true);
        }

        sendDue();
        sendDue();
        alarms.send(committed.id());

        assertThat(receiver.calls()).hasSize(1);
        Receiver.Call call = receiver.calls().get(0);
        assertThat(call.header("X-FastSMTP-Event")).isEqualTo("dlq");
        assertThat(call.body()).isEqualTo("{\"event\":\"delivery.exhausted\"}");
        new Webhook(SECRET).verify(call.body(), HttpHeaders.of(call.headers(), (name, value) -> true));
        assertThat(notifier.getCount()).isEqualTo(1);
        assertThat(registry.get("fastsmtp.alarms")
                        .tag("kind", "delivery.exhausted")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void a_notice_that_is_not_taken_is_repeated_with_the_same_id_until_it_is() throws Exception {
        receiver.answers(500, "");
        rows.insert(alarm(Alarm.Kind.DELIVERY_EXHAUSTED));
        sendDue();
        sendDue();
        assertThat(receiver.calls()).hasSize(1);

        clock.advance(Duration.ofSeconds(11));
        receiver.answers(200, "");
        sendDue();
        clock.advance(Duration.ofDays(1));
        sendDue();

        assertThat(receiver.calls()).hasSize(2);
        assertThat(receiver.calls())
                .extracting(call -> call.header("Webhook-Id"))
                .hasSize(2)
                .containsOnly(receiver.calls().get(0).header("Webhook-Id"));
        assertThat(notifier.getCount()).isEqualTo(1);
    }

    @Test
    void what_was_handed_over_and_lost_is_taken_again_after_the_lease() throws Exception {
        rows.insert(alarm(Alarm.Kind.BREAKER_OPEN));

        assertThat(rows.takeDue()).hasSize(1);
        assertThat(rows.takeDue()).isEmpty();
        clock.advance(Duration.ofMinutes(6));
        assertThat(rows.takeDue()).hasSize(1);
    }

    @Test
    void other_alarms_do_not_go_to_the_dead_letter_webhook() throws Exception {
        rows.insert(alarm(Alarm.Kind.BREAKER_OPEN));

        sendDue();

        assertThat(receiver.calls()).isEmpty();
        assertThat(notifier.getLast()).isEqualTo("subject");
    }

    @Test
    @DisplayName("finding 4: the notice goes to no internal address either; it waits, and the other ways tell")
    void the_notice_is_guarded() throws Exception {
        try (WebhookClient strict = new WebhookClient(
                new AddressGuard(new AllowList(List.of()), AddressGuard.Resolver.system()),
                5,
                Clock.systemUTC(),
                Executors.defaultThreadFactory())) {
            DeadLetterNotice notice =
                    new DeadLetterNotice(strict, Settings.of(Map.of("dlq_webhook_url", receiver.url())));
            Alarm alarm = alarm(Alarm.Kind.DELIVERY_EXHAUSTED);
            rows.insert(alarm);

            for (UUID id : rows.takeDue()) {
                new Alarms(rows, List.of(notice, notifier), registry).send(id);
            }

            assertThat(receiver.calls()).isEmpty();
            assertThat(rows.waiting(alarm.id()).orElseThrow().takenBy()).containsExactly("notifier");
            assertThat(notifier.getCount()).isEqualTo(1);
        }
    }

    private void sendDue() throws SQLException {
        for (UUID id : rows.takeDue()) {
            alarms.send(id);
        }
    }

    private Alarm alarm(Alarm.Kind kind) {
        return Alarm.of(
                kind,
                "subject",
                Json.createObjectBuilder().add("event", kind.word()).build(),
                clock.instant());
    }
}
