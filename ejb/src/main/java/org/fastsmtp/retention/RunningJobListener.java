package org.fastsmtp.retention;

import jakarta.batch.api.listener.JobListener;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.sql.SQLException;
import java.time.Clock;
import javax.sql.DataSource;
import org.fastsmtp.settings.Settings;

/** Tells the other nodes what this one runs. */
@Named
@Dependent
public class RunningJobListener implements JobListener {
    private final JobContext job;
    private final RunningJobs running;

    @Inject
    public RunningJobListener(JobContext job, DataSource database, Settings settings, Clock clock) {
        this.job = job;
        this.running = new RunningJobs(database, settings.instanceId(), clock);
    }

    @Override
    public void beforeJob() throws SQLException {
        running.begin(job.getExecutionId(), job.getJobName(), Jobs.parameters(job.getExecutionId()));
    }

    @Override
    public void afterJob() {
        try {
            running.end(job.getExecutionId());
        } catch (SQLException e) {
            // The database is away: the row goes at one of the next looks (RunningJobs.renew), and the job has ended
            // all the same.
            return;
        }
    }
}
