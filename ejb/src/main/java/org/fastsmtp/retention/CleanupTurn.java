package org.fastsmtp.retention;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** First step of {@code cleanup}: one run at a time in the cluster; a dry run counts here and ends. */
@Named
@Dependent
public class CleanupTurn extends AbstractBatchlet {
    private final JobContext job;
    private final DataSource database;

    @Inject
    public CleanupTurn(JobContext job, DataSource database) {
        this.job = job;
        this.database = database;
    }

    /** @return where the job goes: {@code DONE} ends it, {@code GO} removes */
    @Override
    public String process() throws SQLException {
        CleanupRun run = (CleanupRun) job.getTransientUserData();
        if (run.order().isDryRun()) {
            try (Connection connection = database.getConnection()) {
                run.counted(new Expired(run.order().before()).count(connection));
            }
            return "DONE";
        }
        return run.takeTurn() ? "GO" : "DONE";
    }
}
