package org.fastsmtp.retention;

import java.util.Objects;

/** One run of the job {@code redrive}: what its steps share. Used by one thread. */
final class RedriveRun {
    private final RedriveOrder order;
    private long deliveries;
    private long messages;
    private long moved;

    RedriveRun(RedriveOrder order) {
        this.order = Objects.requireNonNull(order);
    }

    RedriveOrder order() {
        return order;
    }

    /** @param asked rows of a chunk, of which {@code done} were redriven; somebody else had moved the others */
    void deliveries(long asked, long done) {
        deliveries += done;
        moved += asked - done;
    }

    void messages(long count) {
        messages += count;
    }

    /** The exit status after the word of the batch status: {@code deliveries=1200,messages=3[,moved=2]}. */
    String outcome() {
        return (order.isDryRun() ? "would-redrive," : "")
                + "deliveries=" + deliveries
                + ",messages=" + messages
                + (moved > 0 ? ",moved=" + moved : "");
    }
}
