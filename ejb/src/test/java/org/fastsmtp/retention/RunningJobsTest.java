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
    private static final Duration LOOK = Duration.ofSeconds(5);

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
        looks(RunningJobs.LENGTH, b, c);
        assertThat(b.left()).isEmpty();
        a.renew(List.of(7L));
        looks(RunningJobs.LENGTH, b, c);
        assertThat(b.left()).isEmpty();
        looks(LOOK, b, c);

        RunningJobs.Left left = b.left().get(0);
        assertThat(left.run().id()).isEqualTo(7);
        assertThat(left.parameters()).isEqualTo(Map.of("older-than", "7d"));
        assertThat(b.take(left.run())).isTrue();
        assertThat(c.take(left.run())).isFalse();
        assertThat(c.left()).isEmpty();
        assertThat(c.elsewhere()).isEmpty();
        assertThat(a.isStillOurs(7)).isFalse();
    }

    @Test
    void who_was_taken_for_lost_and_lives_stops() throws SQLException {
        begin(a, 7);
        looks(RunningJobs.LENGTH.plus(LOOK), b);
        b.take(b.left().get(0).run());

        assertThat(a.renew(List.of(7L))).containsExactly(7L);
    }

    @Test
    void what_could_not_be_gone_on_with_is_left_again() throws SQLException {
        begin(a, 7);
        looks(RunningJobs.LENGTH.plus(LOOK), b);
        RunningJob run = b.left().get(0).run();
        b.take(run);

        b.giveBack(run);

        assertThat(b.left()).hasSize(1);
    }

    @Test
    void after_the_database_was_away_nobody_is_lost_for_that() throws SQLException {
        begin(a, 7);
        looks(RunningJobs.LENGTH, b);
        clock.advance(Duration.ofMinutes(5));
        b.renew(List.of());
        assertThat(b.left()).isEmpty();

        a.renew(List.of(7L));
        looks(RunningJobs.LENGTH, b);

        assertThat(b.left()).isEmpty();
    }

    @Test
    void a_node_that_is_back_in_time_goes_on_itself() throws SQLException {
        begin(a, 7);
        looks(RunningJobs.LENGTH.plus(LOOK), b);

        assertThat(a.isStillOurs(7)).isTrue();

        assertThat(b.left()).isEmpty();
    }

    @Test
    void whose_end_could_not_be_written_is_forgotten_before_it_counts_as_lost() throws SQLException {
        begin(a, 7);
        looks(RunningJobs.LENGTH, a, b);

        assertThat(a.isStillOurs(7)).as("there is no row").isTrue();
        looks(RunningJobs.LENGTH, b);
        assertThat(b.left()).isEmpty();
    }

    @Test
    void what_was_never_said_is_its_nodes_own() throws SQLException {
        assertThat(a.isStillOurs(7)).isTrue();
    }

    @Test
    void what_was_to_stop_when_its_node_was_lost_nobody_goes_on_with() throws SQLException {
        begin(a, 7);
        b.stopElsewhere(Jobs.CLEANUP);
        looks(RunningJobs.LENGTH.plus(LOOK), b);

        assertThat(b.take(b.left().get(0).run())).isFalse();
        assertThat(a.isStillOurs(7)).isFalse();
    }

    @Test
    void a_node_whose_repository_is_new_counts_anew() throws SQLException {
        begin(a, 7);
        looks(RunningJobs.LENGTH.plus(LOOK), b);
        b.take(b.left().get(0).run());

        begin(a, 7);

        assertThat(b.elsewhere()).extracting(RunningJob::id).containsExactly(7L);
    }

    /** Of nodes that run nothing, every few seconds. */
    private void looks(Duration time, RunningJobs... nodes) throws SQLException {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) <= 0; passed = passed.plus(LOOK)) {
            for (RunningJobs each : nodes) {
                each.renew(List.of());
            }
            if (passed.compareTo(time) < 0) {
                clock.advance(LOOK);
            }
        }
    }

    private static void begin(RunningJobs node, long execution) throws SQLException {
        Properties parameters = new Properties();
        parameters.setProperty("older-than", "7d");
        node.begin(execution, Jobs.CLEANUP, parameters);
    }
}
