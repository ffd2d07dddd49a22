package org.fastsmtp.retention;

import jakarta.batch.api.chunk.AbstractCheckpointAlgorithm;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** The size of a chunk as the order says. */
@Named
@Dependent
public class RedrivePace extends AbstractCheckpointAlgorithm {
    private final JobContext job;
    private int items;

    @Inject
    public RedrivePace(JobContext job) {
        this.job = job;
    }

    @Override
    public void beginCheckpoint() {
        items = 0;
    }

    @Override
    public boolean isReadyToCheckpoint() {
        items++;
        return items >= ((RedriveRun) job.getTransientUserData()).order().chunk();
    }
}
