package org.fastsmtp.retention;

import jakarta.batch.api.chunk.AbstractCheckpointAlgorithm;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** Size of a chunk as the setting or the parameter says, and the pause before the next one while mail waits. */
@Named
@Dependent
public class CleanupPace extends AbstractCheckpointAlgorithm {
    private final JobContext job;
    private int items;

    @Inject
    public CleanupPace(JobContext job) {
        this.job = job;
    }

    /** Nothing is read and nothing locked yet. */
    @Override
    public void beginCheckpoint() throws InterruptedException {
        items = 0;
        run().yieldToMail();
    }

    @Override
    public boolean isReadyToCheckpoint() {
        items++;
        return items >= run().order().chunk();
    }

    private CleanupRun run() {
        return (CleanupRun) job.getTransientUserData();
    }
}
