package org.fastsmtp.retention;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * What else grows old: repeats, dead letters that were redriven or cancelled, alarms that were sent, the audit log, mails without a delivery, and rows of
 * domains, recipients, users and keys that were deleted long ago and that nothing refers to any more. Chunk by chunk, each a transaction.
 */
public final class Remains {
    /** @param ids select of the ids that may go; its one parameter is the instant, after it comes the limit */
    private record Kind(String table, String ids, Age age) {}

    /** Which retention counts. */
    private enum Age {
        DELIVERY,
        AUDIT,
        REPEAT
    }

    private static final List<Kind> KINDS = List.of(
            new Kind("repeats", "SELECT id FROM repeats WHERE created_at < ?", Age.REPEAT),
            new Kind(
                    "dead_letters",
                    "SELECT id FROM dead_letters WHERE COALESCE(redriven_at, cancelled_at) < ?",
                    Age.DELIVERY),
            new Kind("alarms", "SELECT id FROM alarms WHERE created_at < ? AND next_attempt_at IS NULL", Age.DELIVERY),
            new Kind("audit_log", "SELECT id FROM audit_log WHERE created_at < ?", Age.AUDIT),
            // Deliveries removed by hand or by an interrupted run leave their mail behind.
            new Kind("mails", """
                    SELECT m.id FROM mails m WHERE m.received_at < ?
                      AND NOT EXISTS (SELECT 1 FROM delivery_log d WHERE d.mail_id = m.id)
                      AND NOT EXISTS (SELECT 1 FROM stored_objects o WHERE o.mail_id = m.id)""", Age.DELIVERY),
            new Kind("recipients", """
                    SELECT r.id FROM recipients r WHERE r.deleted_at < ?
                      AND NOT EXISTS (SELECT 1 FROM delivery_log d WHERE d.recipient_id = r.id)""", Age.DELIVERY),
            new Kind("domains", """
                    SELECT o.id FROM domains o WHERE o.deleted_at < ?
                      AND NOT EXISTS (SELECT 1 FROM delivery_log d WHERE d.domain_id = o.id)
                      AND NOT EXISTS (SELECT 1 FROM stored_objects s WHERE s.domain_id = o.id)
                      AND NOT EXISTS (SELECT 1 FROM recipients r WHERE r.domain_id = o.id)""", Age.DELIVERY),
            new Kind("api_keys", "SELECT id FROM api_keys WHERE deleted_at < ?", Age.DELIVERY),
            new Kind("users", """
                    SELECT u.id FROM users u WHERE u.deleted_at < ?
                      AND NOT EXISTS (SELECT 1 FROM api_keys k WHERE k.user_id = u.id AND k.deleted_at IS NULL)""", Age.DELIVERY));

    private final DataSource database;
    private final Instant before;
    private final Instant auditBefore;
    private final Instant repeatsBefore;

    /**
     * @param auditBefore the same for the audit log, which has a retention of its own
     * @param repeatsBefore the same for repeats
     */
    public Remains(DataSource database, Instant before, Instant auditBefore, Instant repeatsBefore) {
        this.database = Objects.requireNonNull(database);
        this.before = Objects.requireNonNull(before);
        this.auditBefore = Objects.requireNonNull(auditBefore);
        this.repeatsBefore = Objects.requireNonNull(repeatsBefore);
    }

    /** @return rows removed, without those that went with them by foreign keys */
    public long remove(int chunk, More more) throws SQLException {
        long removed = 0;
        for (Kind kind : KINDS) {
            int count = chunk;
            while (count >= chunk && more.goesOn()) {
                count = remove(kind, chunk);
                removed += count;
            }
        }
        return removed;
    }

    private int remove(Kind kind, int chunk) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement(
                        "DELETE FROM " + kind.table() + " WHERE id IN (" + kind.ids() + " LIMIT ?)")) {
            Instant end = switch (kind.age()) {
                case DELIVERY -> before;
                case AUDIT -> auditBefore;
                case REPEAT -> repeatsBefore;
            };
            delete.setObject(1, end.atOffset(ZoneOffset.UTC));
            delete.setInt(2, chunk);
            return delete.executeUpdate();
        }
    }
}
