package org.fastsmtp.adapter;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;

/** How one transaction ended, as its coordinator says. Until it has said so: not committed. */
final class Completion implements Synchronization {
    private volatile boolean committed;

    @Override
    public void beforeCompletion() {
        // Only the end matters.
    }

    @Override
    public void afterCompletion(int status) {
        committed = status == Status.STATUS_COMMITTED;
    }

    boolean isCommitted() {
        return committed;
    }
}
