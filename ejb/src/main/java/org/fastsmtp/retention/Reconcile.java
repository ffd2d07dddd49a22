package org.fastsmtp.retention;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.context.JobContext;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Properties;
import org.fastsmtp.alarm.Alarms;
import org.fastsmtp.delivery.DeliveryQueue;
import org.fastsmtp.delivery.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one step of the job {@code reconcile}. */
@Named
@Dependent
public class Reconcile extends AbstractBatchlet {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.retention");

    private final JobContext job;
    private final Ledger ledger;
    private final Alarms alarms;
    private final Clock clock;

    @EJB
    private DeliveryQueue queue;

    @Inject
    public Reconcile(JobContext job, Ledger ledger, Alarms alarms, Clock clock) {
        this.job = job;
        this.ledger = ledger;
        this.alarms = alarms;
        this.clock = clock;
    }

    @Override
    public String process() throws SQLException {
        Properties parameters = BatchRuntime.getJobOperator()
                .getJobExecution(job.getExecutionId())
                .getJobParameters();
        ReconcileOrder order = ReconcileOrder.of(parameters == null ? new Properties() : parameters, clock.instant());
        ReconcileRun run = new ReconcileRun(order, ledger, alarms);
        try {
            run.run(queue, clock.instant(), () -> job.getBatchStatus() == BatchStatus.STOPPING);
        } finally {
            job.setExitStatus(ExitStatus.word(job) + ":" + run.outcome());
        }
        LOG.info("job reconcile execution {}: {}", job.getExecutionId(), run.outcome());
        return "DONE";
    }
}
