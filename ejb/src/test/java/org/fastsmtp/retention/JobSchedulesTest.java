package org.fastsmtp.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.fastsmtp.schema.TestDatabase;
import org.fastsmtp.settings.Cron;
import org.fastsmtp.settings.Settings;
import org.junit.jupiter.api.Test;

class JobSchedulesTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

    private final DataSource database = TestDatabase.fresh();
    private final JobSchedules schedules = of(Map.of("reconcile_schedule", "0 4 * * *"));

    @Test
    void a_job_runs_by_interval_by_setting_or_as_somebody_changed_it() throws Exception {
        schedules.change(Jobs.CLEANUP, Optional.of(new Cron("30 3 * * *")));

        assertThat(schedules.all())
                .extracting(JobSchedule::job, JobSchedule::source, JobSchedule::next)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                Jobs.CLEANUP,
                                JobSchedule.Source.CHANGED,
                                Optional.of(Instant.parse("2026-11-23T03:30:00Z"))),
                        org.assertj.core.groups.Tuple.tuple(
                                Jobs.RECONCILE,
                                JobSchedule.Source.SETTING,
                                Optional.of(Instant.parse("2026-11-23T04:00:00Z"))),
                        org.assertj.core.groups.Tuple.tuple(
                                Jobs.REDRIVE, JobSchedule.Source.INTERVAL, Optional.empty()));
    }

    @Test
    void another_node_sees_a_change_and_that_it_was_taken_back() throws Exception {
        schedules.change(Jobs.RECONCILE, Optional.of(new Cron("0 5 * * *")));
        JobSchedules other = of(Map.of());
        assertThat(other.all().get(1).cron()).map(Cron::toString).contains("0 5 * * *");

        schedules.change(Jobs.RECONCILE, Optional.empty());

        assertThat(other.all().get(1).source()).isEqualTo(JobSchedule.Source.INTERVAL);
        assertThat(schedules.all().get(1).source()).isEqualTo(JobSchedule.Source.SETTING);
    }

    @Test
    void a_setting_of_another_form_stops_the_start() {
        assertThatThrownBy(() -> of(Map.of("redrive_schedule", "daily")))
                .hasMessageContaining("FASTSMTP_REDRIVE_SCHEDULE");
    }

    private JobSchedules of(Map<String, String> settings) {
        return new JobSchedules(database, Settings.of(settings), CLOCK);
    }
}
