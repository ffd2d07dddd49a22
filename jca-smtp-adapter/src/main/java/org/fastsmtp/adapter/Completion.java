package org.fastsmtp.adapter;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;

/** How one transaction ended, as its coordinator says. Until it has said so: not committed. */
final class Completion implements Synchronization {
    private volatile boolean committed;
    private volatile boolean failed;

    @Override
    public void beforeCompletion() {
        // Only the end matters.
    }

    @Override
    public void afterCompletion(int status) {
        committed = status == Status.STATUS_COMMITTED;
    }

    /**
     * The container could not end the transaction. A coordinator whose resource went away during a one-phase commit says "committed" to its
     * synchronizations and "heuristic" to whoever asked for the commit: nobody knows.
     */
    void failed() {
        failed = true;
    }

    boolean isCommitted() {
        return committed && !failed;
    }
}
