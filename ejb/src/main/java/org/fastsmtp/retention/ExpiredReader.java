package org.fastsmtp.retention;

import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Reads {@link ExpiredPages}; the checkpoint is the position of the last row handed out. */
@Named
@Dependent
public class ExpiredReader extends AbstractItemReader {
    private final JobContext job;
    private final DataSource database;
    private ExpiredPages pages;

    @Inject
    public ExpiredReader(JobContext job, DataSource database) {
        this.job = job;
        this.database = database;
    }

    @Override
    public void open(Serializable checkpoint) {
        CleanupRun run = (CleanupRun) job.getTransientUserData();
        pages = new ExpiredPages(
                database, new Expired(run.order().before()), run, Optional.ofNullable((Expired.Position) checkpoint));
    }

    /** Null is the end, as Jakarta Batch wants it. */
    @Override
    public Object readItem() throws SQLException {
        return pages.next().orElse(null);
    }

    @Override
    public Serializable checkpointInfo() {
        return pages.position().orElse(null);
    }
}
