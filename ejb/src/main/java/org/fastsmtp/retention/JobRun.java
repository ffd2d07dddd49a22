package org.fastsmtp.retention;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One execution of a job, as the batch repository remembers it.
 *
 * @param id what Jakarta Batch and JBoss CLI call execution id
 * @param status batch status: {@code STARTING STARTED STOPPING STOPPED FAILED COMPLETED ABANDONED}
 * @param exitStatus with the counts; empty while it runs
 */
public record JobRun(
        long id,
        String job,
        String status,
        Optional<String> exitStatus,
        Instant created,
        Optional<Instant> started,
        Optional<Instant> ended) {
    public JobRun {
        Objects.requireNonNull(job);
        Objects.requireNonNull(status);
        Objects.requireNonNull(created);
    }

    public boolean isRunning() {
        return status.equals("STARTING") || status.equals("STARTED") || status.equals("STOPPING");
    }
}
