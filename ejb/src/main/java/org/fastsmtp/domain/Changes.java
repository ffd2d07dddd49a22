package org.fastsmtp.domain;

import java.time.Instant;
import java.util.UUID;

/**
 * What follows in other tables when a domain or recipient changes; in the transaction of the change. The server does it, and the command
 * line on the database of a stopped one.
 */
public final class Changes {
    private Changes() {}

    /**
     * Runs a statement.
     *
     * @param <E> how it fails
     */
    @FunctionalInterface
    public interface Statements<E extends Exception> {
        /** @param values of the question marks */
        void run(String statement, Object... values) throws E;
    }

    /** Every node looks at this number and reads the routing anew when it has moved. */
    public static <E extends Exception> void routingMoved(Statements<E> to) throws E {
        to.run("UPDATE changes SET version = version + 1 WHERE topic = 'routing'");
    }

    /** Its recipients are deleted too, and nobody gets what waited for them. */
    public static <E extends Exception> void domainDeleted(Statements<E> to, UUID id, Instant now) throws E {
        to.run("UPDATE recipients SET deleted_at = ? WHERE domain_id = ? AND deleted_at IS NULL", now, id);
        cancelDeliveries(to, "domain_id", id, "the domain was deleted", now);
        routingMoved(to);
    }

    static <E extends Exception> void recipientDeleted(Statements<E> to, UUID id, Instant now) throws E {
        cancelDeliveries(to, "recipient_id", id, "the recipient was deleted", now);
        routingMoved(to);
    }

    /** What waits or is held is never sent; the row says why (CONTRACT section 12). */
    private static <E extends Exception> void cancelDeliveries(
            Statements<E> to, String column, UUID id, String reason, Instant now) throws E {
        to.run(
                "UPDATE delivery_log SET status = 'cancelled', next_retry_at = NULL, last_error = ?,"
                        + " finished_at = ?, ticket = ticket + 1, queued_at = NULL WHERE " + column
                        + " = ? AND status IN ('pending', 'failed', 'quarantined')",
                reason,
                now,
                id);
    }
}
