package org.fastsmtp.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.fastsmtp.alarm.AlarmRows;
import org.fastsmtp.alarm.Alarms;
import org.fastsmtp.retention.JobRun;
import org.fastsmtp.schema.TestDatabase;
import org.junit.jupiter.api.Test;

class JobWatchTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final DataSource database = TestDatabase.fresh();
    private final List<JobRun> runs = new ArrayList<>();
    private boolean isAway;

    @Test
    void a_failed_execution_is_told_once_also_over_a_restart() throws SQLException {
        runs.add(run(7, "FAILED", "FAILED:days=0", Duration.ofMinutes(5)));
        JobWatch watch = watch(NOW);
        watch.look();
        watch.look();
        watch(NOW.plusSeconds(60)).look();

        assertThat(subjects())
                .containsExactly("node a: job reconcile failed, execution 7 of " + NOW.minus(Duration.ofMinutes(5)));
    }

    @Test
    void what_ended_well_runs_or_goes_on_after_a_crash_is_none() throws SQLException {
        runs.add(run(4, "FAILED", "FAILED", Duration.ofDays(3)));
        runs.add(run(5, "FAILED", "FAILED:crashed", Duration.ofMinutes(5)));
        runs.add(run(6, "COMPLETED", "COMPLETED", Duration.ofMinutes(5)));
        runs.add(run(7, "STOPPED", "STOPPED", Duration.ofMinutes(5)));
        runs.add(run(8, "STARTED", "", Duration.ofMinutes(5)));
        watch(NOW).look();

        assertThat(subjects()).isEmpty();
    }

    @Test
    void what_could_not_be_written_is_written_at_a_later_look() throws SQLException {
        runs.add(run(7, "FAILED", "FAILED", Duration.ofMinutes(5)));
        JobWatch watch = watch(NOW, NOW.plusSeconds(20));
        isAway = true;
        watch.look();
        assertThat(subjects()).isEmpty();
        isAway = false;
        watch.look();

        assertThat(subjects()).hasSize(1);
    }

    private JobWatch watch(Instant... looks) {
        List<Instant> times = new ArrayList<>(List.of(looks));
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return times.size() > 1 ? times.remove(0) : times.get(0);
            }

            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
        return new JobWatch(
                this::latest,
                "a",
                new Alarms(
                        new AlarmRows(database, Clock.fixed(NOW, ZoneOffset.UTC)),
                        List.of(),
                        new SimpleMeterRegistry()),
                clock);
    }

    private List<JobRun> latest(String job, int most) throws SQLException {
        if (isAway) {
            throw new SQLException("away");
        }
        return runs.stream().filter(run -> run.job().equals(job)).toList();
    }

    private static JobRun run(long id, String status, String exit, Duration age) {
        return new JobRun(
                id,
                "reconcile",
                status,
                exit.isEmpty() ? Optional.empty() : Optional.of(exit),
                NOW.minus(age),
                Optional.empty(),
                Optional.empty());
    }

    private List<String> subjects() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT subject FROM alarms WHERE kind = 'job.failed'")) {
            List<String> subjects = new ArrayList<>();
            while (row.next()) {
                subjects.add(row.getString(1));
            }
            return subjects;
        }
    }
}
