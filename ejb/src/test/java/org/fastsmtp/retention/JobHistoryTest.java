package org.fastsmtp.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JobHistoryTest {
    private static final Instant NOW = RetentionFixture.NOW;

    private final RetentionFixture fixture = new RetentionFixture();
    private final JobHistory history = new JobHistory(fixture.database);

    /** The columns of JBeret's tables that count here. */
    @BeforeEach
    void tables() {
        fixture.update("CREATE TABLE job_instance (jobinstanceid IDENTITY PRIMARY KEY, jobname VARCHAR(512))");
        fixture.update("""
                CREATE TABLE job_execution (jobexecutionid IDENTITY PRIMARY KEY, jobinstanceid BIGINT NOT NULL
                  REFERENCES job_instance (jobinstanceid) ON DELETE CASCADE, createtime TIMESTAMP, starttime TIMESTAMP,
                  endtime TIMESTAMP, batchstatus VARCHAR(30), exitstatus VARCHAR(512))""");
        fixture.update("""
                CREATE TABLE step_execution (stepexecutionid IDENTITY PRIMARY KEY, jobexecutionid BIGINT NOT NULL
                  REFERENCES job_execution (jobexecutionid) ON DELETE CASCADE, endtime TIMESTAMP, batchstatus VARCHAR(30),
                  exitstatus VARCHAR(512), stepname VARCHAR(512), readcount INTEGER, writecount INTEGER)""");
    }

    @Test
    void a_step_tells_how_far_it_has_come() throws SQLException {
        execution(1, "STARTED", Duration.ofHours(1));
        fixture.update("UPDATE step_execution SET stepname = 'deliveries', readcount = 1500, writecount = 1000");

        assertThat(history.steps(1)).containsExactly(new JobStep("deliveries", "STARTED", 1500, 1000));
        assertThat(history.steps(2)).isEmpty();
    }

    @Test
    @DisplayName("D35: what a crash left running has failed, once")
    void a_crashed_execution_becomes_restartable() throws SQLException {
        execution(1, "STARTED", Duration.ofHours(1));
        execution(2, "COMPLETED", Duration.ofHours(1));
        assertThat(history.running("cleanup")).extracting(JobRun::id).containsExactly(1L);

        assertThat(history.crashed(1, NOW)).isTrue();
        assertThat(history.crashed(1, NOW)).isFalse();

        assertThat(history.running("cleanup")).isEmpty();
        assertThat(history.find(1).orElseThrow().exitStatus()).contains("FAILED:crashed");
        assertThat(fixture.count("step_execution WHERE batchstatus = 'FAILED'")).isOne();
        assertThat(history.crashed(2, NOW)).isFalse();
    }

    @Test
    @DisplayName("D34, D37: the repository forgets what is old; a listing is bounded")
    void old_executions_are_forgotten_but_the_latest_and_what_runs() throws SQLException {
        execution(1, "STARTED", Duration.ofDays(60));
        for (int i = 2; i <= 10; i++) {
            execution(i, "COMPLETED", Duration.ofDays(60));
        }
        execution(11, "FAILED", Duration.ofDays(1));

        int forgotten = history.prune("cleanup", NOW.minus(Duration.ofDays(30)), 3, 100);

        assertThat(forgotten).isEqualTo(7);
        assertThat(history.latest("cleanup", 2)).extracting(JobRun::id).containsExactly(11L, 10L);
        assertThat(history.latest("cleanup", 99)).extracting(JobRun::id).containsExactly(11L, 10L, 9L, 1L);
        assertThat(fixture.count("step_execution")).isEqualTo(4);
    }

    private void execution(long id, String status, Duration age) {
        Timestamp then = Timestamp.from(NOW.minus(age));
        fixture.update("INSERT INTO job_instance (jobinstanceid, jobname) VALUES (?, 'cleanup')", id);
        fixture.update(
                "INSERT INTO job_execution (jobexecutionid, jobinstanceid, createtime, batchstatus) VALUES (?, ?, ?, ?)",
                id,
                id,
                then,
                status);
        fixture.update("INSERT INTO step_execution (jobexecutionid, batchstatus) VALUES (?, ?)", id, status);
    }
}
