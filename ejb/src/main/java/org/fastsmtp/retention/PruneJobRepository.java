package org.fastsmtp.retention;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/** The one step of the job {@code prune-job-repository} (D34). */
@Named
@Dependent
public class PruneJobRepository extends AbstractBatchlet {
    private static final int CHUNK = 1000;
    private static final int KEPT = 20;

    private final JobContext job;
    private final JobHistory history;
    private final Settings settings;
    private final Clock clock;

    @Inject
    public PruneJobRepository(JobContext job, JobHistory history, Settings settings, Clock clock) {
        this.job = job;
        this.history = history;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String process() throws SQLException {
        var before = clock.instant().minus(Duration.ofDays(settings.get(Setting.JOB_RETENTION_DAYS)));
        long forgotten = 0;
        for (String name : Jobs.NAMES) {
            int count = CHUNK;
            while (count >= CHUNK) {
                count = history.prune(name, before, KEPT, CHUNK);
                forgotten += count;
            }
        }
        job.setExitStatus("COMPLETED:deleted=" + forgotten);
        return "DONE";
    }
}
