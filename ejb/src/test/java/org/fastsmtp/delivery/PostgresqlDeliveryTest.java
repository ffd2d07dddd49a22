package org.fastsmtp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fastsmtp.alarm.AlarmRows;
import org.fastsmtp.schema.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Every statement of the delivery stage on a real PostgreSQL: H2 is more tolerant of types. */
@Timeout(120)
class PostgresqlDeliveryTest {
    @Test
    void the_whole_stage_works_on_postgresql() throws IOException, SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .start()) {
            PGSimpleDataSource database = new PGSimpleDataSource();
            database.setUrl(postgres.getJdbcUrl("postgres", "postgres"));
            // As in the server: texts find their way into JSON columns.
            database.setStringType("unspecified");
            new Schema(database).migrate();
            try (DeliveryStage stage =
                    new DeliveryStage(new DeliveryFixture(database), Map.of("webhook_retry_schedule", "5s,1m"))) {
                run(stage);
            }
        }
    }

    private static void run(DeliveryStage stage) throws SQLException {
        UUID delivered = stage.mail();
        UUID dropped = stage.fixture.insert("", DeliveryStatus.DROPPED);
        stage.drain();
        stage.receiver.answers(500, "no");
        UUID failing = stage.mail();
        stage.drain();
        assertThat(stage.status(failing)).isEqualTo("failed");
        for (int i = 0; i < 15; i++) {
            stage.mail();
        }
        stage.drain();
        assertThat(stage.fixture.select("SELECT id FROM delivery_log WHERE parked IS NOT NULL"))
                .isNotEmpty();
        stage.after(Duration.ofSeconds(6));
        stage.after(Duration.ofSeconds(61));
        stage.receiver.answers(200, "");
        for (int i = 0; i < 100; i++) {
            stage.after(Duration.ofSeconds(20));
        }

        assertThat(stage.status(delivered)).isEqualTo("delivered");
        assertThat(stage.status(dropped)).isEqualTo("dropped");
        assertThat(stage.fixture.select("SELECT id FROM delivery_log WHERE status IN ('pending', 'failed')"))
                .isEmpty();
        LogFilter all = LogFilter.of(stage.fixture.domainId);
        assertThat(stage.log.list(all)).hasSize(18);
        assertThat(stage.log.attempts(failing)).isNotEmpty();
        UUID held = stage.fixture.insert(stage.receiver.url(), DeliveryStatus.QUARANTINED);
        assertThat(stage.log.retry(held)).isEqualTo(DeliveryLog.Retried.QUEUED);
        assertThat(stage.log.cancel(held, "by hand")).isEqualTo(DeliveryLog.Retried.QUEUED);
        assertThat(stage.log.retry(all.withStatus("exhausted"))).isGreaterThanOrEqualTo(0);
        stage.endpoints.disable(stage.receiver.url(), "by hand");
        stage.endpoints.enable(stage.receiver.url());
        stage.endpoints.retryFailedSince(stage.receiver.url(), stage.fixture.clock.instant());
        stage.fixture.update("UPDATE recipients SET deleted_at = now()");
        UUID cancelled = stage.mail();
        stage.drain();
        assertThat(stage.status(cancelled)).isEqualTo("cancelled");
        LocalDate day = LocalDate.ofInstant(stage.fixture.clock.instant(), ZoneOffset.UTC);
        assertThat(new Ledger(stage.fixture.database).day(day).drift()).isEmpty();
        AlarmRows alarms = new AlarmRows(stage.fixture.database, stage.fixture.clock);
        for (UUID alarm : alarms.takeDue()) {
            assertThat(alarms.waiting(alarm)).isPresent();
            alarms.failed(alarm, Set.of("notifier"), java.util.Optional.empty());
            alarms.sent(alarm);
        }
    }
}
