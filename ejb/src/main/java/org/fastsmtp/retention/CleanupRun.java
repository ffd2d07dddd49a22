package org.fastsmtp.retention;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.fastsmtp.cluster.Leases;

/**
 * One execution of the job {@code cleanup} while it lasts: its order, its counts, and its turn, which no other run in the cluster may have
 * at the same time. Used by one thread after the other.
 */
final class CleanupRun {
    static final String LEASE = "cleanup";
    static final Duration TURN = Duration.ofMinutes(3);

    private final CleanupOrder order;
    private final Leases leases;
    private final String holder;
    private final BooleanSupplier backlog;
    private final Duration pause;
    private final BooleanSupplier stopped;
    private long read;
    private long deliveries;
    private long mails;
    private long objects;
    private long failedObjects;
    private long others;
    private boolean isBusy;
    private boolean isCut;

    /**
     * @param backlog whether deliveries wait: then they go first
     * @param pause between two chunks while they do
     * @param stopped whether somebody asked the job to stop
     */
    CleanupRun(
            CleanupOrder order,
            Leases leases,
            String holder,
            BooleanSupplier backlog,
            Duration pause,
            BooleanSupplier stopped) {
        this.order = order;
        this.leases = leases;
        this.holder = holder;
        this.backlog = backlog;
        this.pause = pause;
        this.stopped = stopped;
    }

    CleanupOrder order() {
        return order;
    }

    /** @return false when another run has the turn: this one does nothing */
    boolean takeTurn() throws SQLException {
        isBusy = !leases.take(LEASE, holder, TURN);
        return !isBusy;
    }

    /** @throws IllegalStateException somebody else has the turn: this run was away for too long */
    void keepTurn() throws SQLException {
        if (!leases.take(LEASE, holder, TURN)) {
            throw new IllegalStateException("another run of the job has taken over");
        }
    }

    void endTurn(java.time.Instant now) throws SQLException {
        if (!isBusy) {
            leases.release(LEASE, holder, now);
        }
    }

    /** Between two chunks: mail goes first. */
    void yieldToMail() throws InterruptedException {
        if (!pause.isZero() && backlog.getAsBoolean()) {
            Thread.sleep(pause.toMillis());
        }
    }

    /** For the pieces of work that are no chunk steps. */
    boolean goesOn() throws SQLException {
        keepTurn();
        try {
            yieldToMail();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !stopped.getAsBoolean();
    }

    /**
     * Counts rows read.
     *
     * @return false when the run has read its share while mail waits; with nobody waiting it goes on until it has caught up
     */
    boolean mayRead(int rows) {
        if (read >= order.most() && backlog.getAsBoolean()) {
            isCut = true;
            return false;
        }
        read += rows;
        return true;
    }

    void add(Expired.Removed removed) {
        deliveries += removed.deliveries();
        mails += removed.mails();
    }

    void add(ObjectRemoval.Done done) {
        objects += done.objects();
        failedObjects += done.failed();
        mails += done.mails();
    }

    void addOthers(long rows) {
        others += rows;
    }

    void counted(long rows) {
        deliveries = rows;
    }

    /** The exit status after the word of the batch status, e.g. {@code deleted=1234,mails=1200,objects=3,others=7}. */
    String outcome() {
        if (isBusy) {
            return "busy";
        }
        if (order.isDryRun()) {
            return "would-delete=" + deliveries;
        }
        return "deleted=" + deliveries + ",mails=" + mails + ",objects=" + objects + ",others=" + others
                + (failedObjects > 0 ? ",objects-left=" + failedObjects : "")
                + (isCut ? ",more=true" : "");
    }
}
