package org.fastsmtp.retention;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Last step of {@code cleanup}: objects whose mail has no delivery left, and everything else that grows old. */
@Named
@Dependent
public class CleanupRemains extends AbstractBatchlet {
    private static final int OBJECTS = 100;

    private final JobContext job;
    private final DataSource database;
    private final Instance<ObjectStore> store;

    @Inject
    public CleanupRemains(JobContext job, DataSource database, Instance<ObjectStore> store) {
        this.job = job;
        this.database = database;
        this.store = store;
    }

    @Override
    public String process() throws SQLException {
        CleanupRun run = (CleanupRun) job.getTransientUserData();
        CleanupOrder order = run.order();
        ObjectStore objects = store.isResolvable() ? store.get() : ObjectStore.NONE;
        run.add(new ObjectRemoval(database, objects, order.before()).run(OBJECTS, run::goesOn));
        run.addOthers(new Remains(database, order.before(), order.auditBefore(), order.repeatsBefore())
                .remove(order.chunk(), run::goesOn));
        return "DONE";
    }
}
