package org.fastsmtp.retention;

import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Removes a chunk, in the transaction of the chunk and its checkpoint. */
@Named
@Dependent
public class ExpiredWriter extends AbstractItemWriter {
    private final JobContext job;
    private final DataSource database;

    @Inject
    public ExpiredWriter(JobContext job, DataSource database) {
        this.job = job;
        this.database = database;
    }

    @Override
    public void writeItems(List<Object> items) throws SQLException {
        CleanupRun run = (CleanupRun) job.getTransientUserData();
        run.keepTurn();
        try (Connection connection = database.getConnection()) {
            run.add(new Expired(run.order().before())
                    .remove(
                            connection,
                            items.stream().map(Expired.Row.class::cast).toList()));
        }
    }
}
