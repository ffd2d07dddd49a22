package org.fastsmtp.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.fastsmtp.alarm.AlarmRows;
import org.fastsmtp.alarm.Alarms;
import org.fastsmtp.delivery.DeliveryQueue;
import org.fastsmtp.delivery.Ledger;
import org.fastsmtp.delivery.Ticket;
import org.junit.jupiter.api.Test;

class ReconcileRunTest {
    private final RetentionFixture fixture = new RetentionFixture();
    private final Clock clock = Clock.fixed(RetentionFixture.NOW, ZoneOffset.UTC);
    private final Ledger ledger = new Ledger(fixture.database);
    private final Alarms alarms =
            new Alarms(new AlarmRows(fixture.database, clock), List.of(), new SimpleMeterRegistry());

    @Test
    void accounts_for_each_day_and_raises_one_alarm_for_one_that_is_wrong() throws SQLException {
        UUID mail = fixture.mail(Duration.ofHours(1));
        fixture.delivery(mail, "delivered", Duration.ofMinutes(5));
        fixture.mail(Duration.ofHours(25)); // its delivery is gone

        assertThat(run("today", "1"))
                .isEqualTo("days=1,mails=1,accepted=1,delivered=1,drift=0,without-message=0,without-row=0");
        assertThat(fixture.count("alarms")).isZero();
        assertThat(run("today", "2")).contains("days=2,mails=2,accepted=2,delivered=1,drift=1");
        assertThat(run("yesterday", "1")).contains("drift=1");
        assertThat(fixture.count("alarms WHERE kind = 'ledger.drift' AND details LIKE '%has not the deliveries%'"))
                .isEqualTo(1);
    }

    @Test
    void what_retention_took_away_is_no_drift() throws SQLException {
        UUID mail = fixture.mail(Duration.ofDays(100));
        fixture.delivery(mail, "delivered", Duration.ofDays(99));
        fixture.delivery(mail, "exhausted", Duration.ofDays(1));
        fixture.update("UPDATE mails SET deliveries = 2");
        try (var connection = fixture.database.getConnection()) {
            Expired expired = new Expired(RetentionFixture.CUTOFF);
            expired.remove(connection, expired.next(connection, java.util.Optional.empty(), 10));
        }

        assertThat(run("2026-08-14", "1")).contains("mails=1,accepted=1,exhausted=1,drift=0");
    }

    @Test
    void says_what_is_wrong_with_a_parameter() {
        assertThatThrownBy(() -> order("day", "tomorrow")).hasMessageStartingWith("day:");
        assertThatThrownBy(() -> order("days", "0")).hasMessageStartingWith("days:");
        assertThatThrownBy(() -> RedriveOrder.of(properties(Map.of("since", "later")), RetentionFixture.NOW))
                .hasMessageStartingWith("since:");
        assertThatThrownBy(() -> RedriveOrder.of(properties(Map.of("status", "delivered")), RetentionFixture.NOW))
                .hasMessage("status: none of exhausted, failed, quarantined");
        assertThatThrownBy(() -> RedriveOrder.of(properties(Map.of("dry-run", "yes")), RetentionFixture.NOW))
                .hasMessageStartingWith("dry-run:");
    }

    @Test
    void a_redrive_takes_an_age_or_an_instant_and_defaults_for_the_rest() {
        RedriveOrder order = RedriveOrder.of(properties(Map.of("since", "6h")), RetentionFixture.NOW);
        assertThat(order.filter().since()).hasValue(RetentionFixture.NOW.minus(Duration.ofHours(6)));
        assertThat(order.filter().hasMessages()).isTrue();
        assertThat(order.chunk()).isEqualTo(500);
        assertThat(order.isDryRun()).isFalse();
        RedriveOrder one = RedriveOrder.of(
                properties(Map.of("endpoint", "https://example.com", "until", "2026-11-01T00:00:00Z")),
                RetentionFixture.NOW);
        assertThat(one.filter().hasMessages()).as("no message has an endpoint").isFalse();
    }

    private String run(String day, String days) throws SQLException {
        ReconcileRun run = new ReconcileRun(order("day", day, "days", days), ledger, alarms);
        run.run(new EmptyQueue(), clock.instant(), () -> false);
        return run.outcome();
    }

    private static ReconcileOrder order(String... pairs) {
        Properties properties = new Properties();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.setProperty(pairs[i], pairs[i + 1]);
        }
        return ReconcileOrder.of(properties, RetentionFixture.NOW);
    }

    private static Properties properties(Map<String, String> values) {
        Properties properties = new Properties();
        properties.putAll(values);
        return properties;
    }

    private static final class EmptyQueue implements DeliveryQueue {
        @Override
        public void send(List<Ticket> tickets) {
            throw new AssertionError("nothing is to be queued");
        }

        @Override
        public long depth() {
            return 0;
        }
    }
}
