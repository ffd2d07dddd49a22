package org.fastsmtp.domain;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.UUID;

/** What follows in other tables when a domain or recipient changes; in the transaction of the change. */
final class Changes {
    private Changes() {}

    /** Every node looks at this number and reads the routing anew when it has moved. */
    static void routingMoved(EntityManager rows) {
        rows.createNativeQuery("UPDATE changes SET version = version + 1 WHERE topic = 'routing'")
                .executeUpdate();
    }

    /**
     * What waits or is held is never sent; the row says why (CONTRACT section 12).
     *
     * @param column {@code domain_id} or {@code recipient_id}
     */
    static void cancelDeliveries(EntityManager rows, String column, UUID id, String reason, Instant now) {
        rows.createNativeQuery("UPDATE delivery_log SET status = 'cancelled', next_retry_at = NULL, last_error = ?1,"
                        + " finished_at = ?2, ticket = ticket + 1, queued_at = NULL WHERE " + column
                        + " = ?3 AND status IN ('pending', 'failed', 'quarantined')")
                .setParameter(1, reason)
                .setParameter(2, now)
                .setParameter(3, id)
                .executeUpdate();
    }
}
