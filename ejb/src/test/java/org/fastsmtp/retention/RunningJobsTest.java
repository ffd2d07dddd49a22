package org.fastsmtp.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.fastsmtp.MovingClock;
import org.fastsmtp.schema.TestDatabase;
import org.junit.jupiter.api.Test;

class RunningJobsTest {
    private final DataSource database = TestDatabase.fresh();
    private final MovingClock clock = new MovingClock();
    private final RunningJobs a = new RunningJobs(database, "a", clock);
    private final RunningJobs b = new RunningJobs(database, "b", clock);

    @Test
    void what_a_node_runs_the_other_sees_until_it_has_ended() throws SQLException {
        begin(a, 1);
        begin(b, 1);
        begin(a, 2);

        assertThat(b.elsewhere())
                .extracting(RunningJob::node, RunningJob::id)
                .containsExactly(tuple("a", 1L), tuple("a", 2L));
        a.end(1);
        assertThat(b.elsewhere()).extracting(RunningJob::id).containsExactly(2L);
        a.end(2);
        assertThat(b.elsewhere()).isEmpty();
    }

    @Test
    void what_somebody_elsewhere_wants_stopped_its_node_hears_at_its_next_look() throws SQLException {
        begin(a, 7);
        assertThat(a.renew(List.of(7L))).isEmpty();

        assertThat(b.stopElsewhere(Jobs.REDRIVE)).isZero();
        assertThat(b.stopElsewhere(Jobs.CLEANUP)).isEqualTo(1);

        assertThat(b.elsewhere()).extracting(RunningJob::isStopping).containsExactly(true);
        assertThat(a.renew(List.of(7L))).containsExactly(7L);
        a.end(7);
        assertThat(a.renew(List.of())).isEmpty();
    }

    @Test
    void what_a_lost_node_ran_goes_with_its_parameters_to_one_other() throws SQLException {
        begin(a, 7);
        RunningJobs c = new RunningJobs(database, "c", clock);
        clock.advance(RunningJobs.LENGTH);
        assertThat(b.takeOver()).isEmpty();
        a.renew(List.of(7L));
        clock.advance(RunningJobs.LENGTH);
        assertThat(b.takeOver()).isEmpty();
        clock.advance(Duration.ofSeconds(1));

        assertThat(b.takeOver()).singleElement().satisfies(left -> {
            assertThat(left.run().id()).isEqualTo(7);
            assertThat(left.parameters()).isEqualTo(Map.of("older-than", "7d"));
        });
        assertThat(c.takeOver()).isEmpty();
        assertThat(c.elsewhere()).isEmpty();
        assertThat(a.isStillOurs(7)).isFalse();
    }

    @Test
    void a_node_that_is_back_in_time_goes_on_itself() throws SQLException {
        begin(a, 7);
        clock.advance(RunningJobs.LENGTH.plusSeconds(1));

        assertThat(a.isStillOurs(7)).isTrue();

        assertThat(b.takeOver()).isEmpty();
    }

    @Test
    void whose_end_could_not_be_written_is_gone_when_its_time_is_over() throws SQLException {
        begin(a, 7);
        clock.advance(RunningJobs.LENGTH.plusSeconds(1));

        a.renew(List.of());

        assertThat(b.takeOver()).isEmpty();
    }

    @Test
    void what_was_never_said_is_its_nodes_own() throws SQLException {
        assertThat(a.isStillOurs(7)).isTrue();
    }

    @Test
    void what_was_to_stop_when_its_node_was_lost_nobody_goes_on_with() throws SQLException {
        begin(a, 7);
        b.stopElsewhere(Jobs.CLEANUP);
        clock.advance(RunningJobs.LENGTH.plusSeconds(1));

        assertThat(b.takeOver()).isEmpty();
        assertThat(a.isStillOurs(7)).isFalse();
    }

    @Test
    void a_node_whose_repository_is_new_counts_anew() throws SQLException {
        begin(a, 7);
        clock.advance(RunningJobs.LENGTH.plusSeconds(1));
        b.takeOver();

        begin(a, 7);

        assertThat(b.elsewhere()).extracting(RunningJob::id).containsExactly(7L);
    }

    private static void begin(RunningJobs node, long execution) throws SQLException {
        Properties parameters = new Properties();
        parameters.setProperty("older-than", "7d");
        node.begin(execution, Jobs.CLEANUP, parameters);
    }
}
