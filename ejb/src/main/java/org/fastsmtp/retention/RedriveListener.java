package org.fastsmtp.retention;

import jakarta.batch.api.listener.JobListener;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begin and end of the job {@code redrive}: the run that the steps share, and the exit status with its counts. */
@Named
@Dependent
public class RedriveListener implements JobListener {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.retention");

    private final JobContext job;
    private final Clock clock;

    @Inject
    public RedriveListener(JobContext job, Clock clock) {
        this.job = job;
        this.clock = clock;
    }

    @Override
    public void beforeJob() {
        Properties parameters = BatchRuntime.getJobOperator()
                .getJobExecution(job.getExecutionId())
                .getJobParameters();
        job.setTransientUserData(
                new RedriveRun(RedriveOrder.of(parameters == null ? new Properties() : parameters, clock.instant())));
    }

    @Override
    public void afterJob() {
        if (job.getTransientUserData() instanceof RedriveRun run) {
            job.setExitStatus(ExitStatus.word(job) + ":" + run.outcome());
            LOG.info("job redrive execution {}: {}", job.getExecutionId(), job.getExitStatus());
        }
    }
}
