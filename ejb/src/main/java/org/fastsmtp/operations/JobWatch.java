package org.fastsmtp.operations;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.fastsmtp.alarm.Alarm;
import org.fastsmtp.alarm.Alarms;
import org.fastsmtp.json.Json;
import org.fastsmtp.retention.JobRun;
import org.fastsmtp.retention.Jobs;

/**
 * Raises the alarm {@code job.failed} for each execution of this node that failed, once, also when the database that the alarm is written to is
 * what the job missed: the batch repository is the node's own and remembers until it is back. What a crash cut off has not failed: it goes on.
 */
final class JobWatch {
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    /** A failure that is older was told before, or nobody was there for days. */
    private static final Duration BACK = Duration.ofDays(2);

    private static final int MOST = 20;

    private final Runs runs;
    private final String node;
    private final Alarms alarms;
    private final Clock clock;
    private final Set<Long> told = new HashSet<>();
    private Instant lookedAt = Instant.EPOCH;

    /** The latest executions of a job. */
    @FunctionalInterface
    interface Runs {
        List<JobRun> latest(String job, int most) throws SQLException;
    }

    /** @param node its name in the alarms */
    JobWatch(Runs runs, String node, Alarms alarms, Clock clock) {
        this.runs = Objects.requireNonNull(runs);
        this.node = Objects.requireNonNull(node);
        this.alarms = Objects.requireNonNull(alarms);
        this.clock = Objects.requireNonNull(clock);
    }

    /** Looks once in some seconds, however often it is called. */
    synchronized void look() {
        Instant now = clock.instant();
        if (now.isBefore(lookedAt.plus(INTERVAL))) {
            return;
        }
        lookedAt = now;
        try {
            for (String job : Jobs.NAMES) {
                for (JobRun run : runs.latest(job, MOST)) {
                    if (isFailure(run, now) && !told.contains(run.id())) {
                        tell(run);
                        told.add(run.id());
                    }
                }
            }
        } catch (SQLException e) {
            // The database is away, which others tell; the next look writes what this one could not.
            return;
        }
    }

    private static boolean isFailure(JobRun run, Instant now) {
        return run.status().equals("FAILED")
                && run.created().isAfter(now.minus(BACK))
                && !run.exitStatus().equals(Optional.of("FAILED:crashed"));
    }

    private void tell(JobRun run) throws SQLException {
        alarms.raise(
                Alarm.Kind.JOB_FAILED,
                "node " + node + ": job " + run.job() + " failed, execution " + run.id() + " of " + run.created(),
                Json.createObjectBuilder()
                        .add("node", node)
                        .add("job", run.job())
                        .add("execution", run.id())
                        .add("exit_status", run.exitStatus().orElse(""))
                        .build(),
                BACK.multipliedBy(2));
    }
}
