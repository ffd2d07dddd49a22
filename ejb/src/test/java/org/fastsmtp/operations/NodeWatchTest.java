package org.fastsmtp.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.fastsmtp.MovingClock;
import org.fastsmtp.alarm.Alarm;
import org.fastsmtp.alarm.AlarmChannel;
import org.fastsmtp.alarm.AlarmNotifier;
import org.fastsmtp.alarm.AlarmRows;
import org.fastsmtp.alarm.Alarms;
import org.fastsmtp.schema.TestDatabase;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NodeWatchTest {
    private final DataSource database = TestDatabase.fresh();
    private final Seen seen = new Seen();
    private final MovingClock clock = new MovingClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AlarmRows rows = new AlarmRows(database, clock);
    private final List<Alarm> told = new ArrayList<>();
    private final AlarmNotifier notifier = new AlarmNotifier();
    private boolean isMailTaken = true;
    private final Alarms alarms = new Alarms(
            rows,
            List.of(
                    new AlarmChannel() {
                        @Override
                        public String name() {
                            return "mail";
                        }

                        @Override
                        public boolean send(Alarm alarm) {
                            told.add(alarm);
                            return isMailTaken;
                        }
                    },
                    notifier),
            registry);
    private NodeWatch watch = watch();

    @Test
    @DisplayName("finding 31: a certificate that ends is an alarm once a day, also over a restart")
    void certificate() throws SQLException {
        seen.certificate = Optional.of("the SMTP certificate ends at 2026-12-01T00:00:00Z");
        look(3, Duration.ofHours(1));
        watch = watch();
        watch.look();
        assertThat(written()).containsExactly("certificate");
        clock.advance(Duration.ofHours(25));
        watch.look();
        assertThat(written()).hasSize(2);
        seen.certificate = Optional.of("the new SMTP certificate is not used");
        watch.look();
        assertThat(written()).hasSize(3);
    }

    @Test
    void overload_is_an_alarm_when_it_begins() throws SQLException {
        watch.look();
        assertThat(written()).isEmpty();
        seen.isOverloaded = true;
        look(3, Duration.ofSeconds(5));
        assertThat(written()).containsExactly("overload");
        seen.isOverloaded = false;
        watch.look();
        seen.isOverloaded = true;
        watch.look();
        assertThat(written()).as("again within minutes").hasSize(1);
    }

    @Test
    @DisplayName("finding 27: the loss of the database is told without it, its return is a row")
    void database() throws SQLException {
        seen.isDatabaseUp = false;
        isMailTaken = false;
        seen.isOverloaded = true;
        look(2, Duration.ofSeconds(5));
        assertThat(told).as("within the patience").isEmpty();
        assertThat(watch.isDatabaseUp()).isFalse();
        look(2, Duration.ofSeconds(5));
        assertThat(told).hasSize(1);
        assertThat(notifier.getCount()).isEqualTo(1);
        isMailTaken = true;
        look(20, Duration.ofSeconds(5));
        assertThat(told).as("again for the channel that did not take it").hasSize(2);
        assertThat(told).extracting(Alarm::id).containsOnly(told.get(0).id());
        assertThat(notifier.getCount()).isEqualTo(1);
        assertThat(counted("database.lost")).isEqualTo(1);
        assertThat(written()).isEmpty();

        seen.isDatabaseUp = true;
        look(2, Duration.ofSeconds(5));
        assertThat(written()).containsExactlyInAnyOrder("overload", "database.back");
        assertThat(watch.isDatabaseUp()).isTrue();
    }

    @Test
    void a_short_absence_of_the_database_is_nothing() throws SQLException {
        seen.isDatabaseUp = false;
        watch.look();
        clock.advance(Duration.ofSeconds(5));
        seen.isDatabaseUp = true;
        watch.look();
        assertThat(told).isEmpty();
        assertThat(written()).isEmpty();
    }

    private NodeWatch watch() {
        return new NodeWatch(seen, "node-1", rows, alarms, clock);
    }

    private void look(int times, Duration apart) {
        for (int i = 0; i < times; i++) {
            watch.look();
            clock.advance(apart);
        }
    }

    private double counted(String kind) {
        return registry.get("fastsmtp.alarms").tag("kind", kind).counter().count();
    }

    private List<String> written() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT kind FROM alarms ORDER BY created_at")) {
            List<String> kinds = new ArrayList<>();
            while (row.next()) {
                kinds.add(row.getString(1));
            }
            return kinds;
        }
    }

    /** What the watch sees. */
    private static final class Seen implements NodeWatch.Sight {
        private boolean isDatabaseUp = true;
        private boolean isOverloaded;
        private Optional<String> certificate = Optional.empty();

        @Override
        public boolean isDatabaseUp() {
            return isDatabaseUp;
        }

        @Override
        public boolean isOverloaded() {
            return isOverloaded;
        }

        @Override
        public String load() {
            return "1900 of 2000 sessions";
        }

        @Override
        public Optional<String> certificateTrouble() {
            return certificate;
        }
    }
}
