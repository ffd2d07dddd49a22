package org.fastsmtp.retention;

import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.batch.runtime.context.JobContext;
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

/** Redrives a chunk, in the transaction of the chunk and its checkpoint. */
@Named
@Dependent
public class RedriveWriter extends AbstractItemWriter {
    private final JobContext job;
    private final DataSource database;
    private final Clock clock;

    @Inject
    public RedriveWriter(JobContext job, DataSource database, Clock clock) {
        this.job = job;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void writeItems(List<Object> items) throws SQLException {
        RedriveRun run = (RedriveRun) job.getTransientUserData();
        List<UUID> ids = items.stream().map(UUID.class::cast).toList();
        try (Connection connection = database.getConnection()) {
            run.deliveries(ids.size(), new DeadDeliveries(run.order().filter(), clock).redrive(connection, ids));
        }
    }
}
