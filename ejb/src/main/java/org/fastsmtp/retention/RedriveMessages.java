package org.fastsmtp.retention;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.context.JobContext;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.delivery.DeadDeliveries;
import org.fastsmtp.delivery.DeadFilter;
import org.fastsmtp.delivery.DeadLetterRedrive;
import org.fastsmtp.delivery.DeadLetters;

/** Puts messages on their queue again, each by itself; counts everything instead when that is all that is wanted. */
@Named
@Dependent
public class RedriveMessages extends AbstractBatchlet {
    private static final int PAGE = 100;
    private static final int ALL = Integer.MAX_VALUE;

    private final JobContext job;
    private final DataSource database;
    private final DeadLetters deadLetters;
    private final Clock clock;

    @EJB
    private DeadLetterRedrive redrive;

    @Inject
    public RedriveMessages(JobContext job, DataSource database, DeadLetters deadLetters, Clock clock) {
        this.job = job;
        this.database = database;
        this.deadLetters = deadLetters;
        this.clock = clock;
    }

    @Override
    public String process() throws SQLException {
        RedriveRun run = (RedriveRun) job.getTransientUserData();
        DeadFilter filter = run.order().filter();
        if (run.order().isDryRun()) {
            count(run, filter);
        } else if (filter.hasMessages()) {
            redrive(run, filter);
        }
        return "DONE";
    }

    private void count(RedriveRun run, DeadFilter filter) throws SQLException {
        if (filter.hasDeliveries()) {
            try (Connection connection = database.getConnection()) {
                long count = new DeadDeliveries(filter, clock).count(connection);
                run.deliveries(count, count);
            }
        }
        if (filter.hasMessages()) {
            run.messages(deadLetters.messages(filter, ALL).size());
        }
    }

    private void redrive(RedriveRun run, DeadFilter filter) throws SQLException {
        List<UUID> page = deadLetters.messages(filter, PAGE);
        while (!page.isEmpty() && job.getBatchStatus() != BatchStatus.STOPPING) {
            int done = 0;
            for (UUID id : page) {
                done += redrive.redrive(id) ? 1 : 0;
            }
            run.messages(done);
            // None of them: somebody else is at it.
            page = done == 0 ? List.of() : deadLetters.messages(filter, PAGE);
        }
    }
}
