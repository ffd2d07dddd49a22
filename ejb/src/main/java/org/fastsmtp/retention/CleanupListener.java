package org.fastsmtp.retention;

import jakarta.batch.api.listener.JobListener;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.fastsmtp.broker.QueueFigures;
import org.fastsmtp.cluster.Leases;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begin and end of the job {@code cleanup}: the run that the steps share, and the exit status with its counts. */
@Named
@Dependent
public class CleanupListener implements JobListener {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.retention");

    private final JobContext job;
    private final DataSource database;
    private final Settings settings;
    private final Clock clock;
    private final QueueFigures figures;

    @Inject
    public CleanupListener(JobContext job, DataSource database, Settings settings, Clock clock, QueueFigures figures) {
        this.job = job;
        this.database = database;
        this.settings = settings;
        this.clock = clock;
        this.figures = figures;
    }

    @Override
    public void beforeJob() {
        JobOperator operator = BatchRuntime.getJobOperator();
        long id = job.getExecutionId();
        Properties parameters = operator.getJobExecution(id).getJobParameters();
        job.setTransientUserData(new CleanupRun(
                CleanupOrder.of(parameters == null ? new Properties() : parameters, settings, clock.instant()),
                new Leases(database, clock),
                Jobs.holder(settings.instanceId(), id),
                new Backlog(figures),
                Duration.ofMillis(settings.get(Setting.DELIVERY_LOG_CLEANUP_BATCH_DELAY_MS)),
                () -> job.getBatchStatus() == BatchStatus.STOPPING));
    }

    @Override
    public void afterJob() throws SQLException {
        CleanupRun run = (CleanupRun) job.getTransientUserData();
        if (run == null) {
            return;
        }
        run.endTurn(clock.instant());
        String word = ExitStatus.word(job);
        job.setExitStatus(word + ":" + run.outcome());
        LOG.info("job cleanup execution {}: {}:{}", job.getExecutionId(), word, run.outcome());
    }
}
