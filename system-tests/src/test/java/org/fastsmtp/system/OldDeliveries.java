package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rows as deliveries of a hundred days ago leave them in PostgreSQL: some that the job {@code cleanup} removes, oldest first, and some that it
 * must not. By a hand on one of them the job stands still in the middle, for as long as a test wants.
 */
final class OldDeliveries {
    private static final String OURS = " WHERE message_id LIKE '%@old.example>'";

    private final Postgresql database;

    OldDeliveries(Postgresql database) {
        this.database = database;
    }

    /**
     * {@code <1@old.example>} and so on, each with an attempt and a mail of its own, which of the first also a pending delivery needs; and
     * what is as old and not final, or final and 92 days old. One of them, {@code <retried@old.example>} after the fifth, is read and not removed:
     * only who goes on at a checkpoint does not read it again. Nothing is left of an earlier call.
     */
    void fill(int expired) {
        clear();
        execute(
                """
                CREATE TEMP TABLE old AS
                  SELECT gen_random_uuid() AS mail, gen_random_uuid() AS delivery, '<' || n || '@old.example>' AS message_id,
                    now() - INTERVAL '100 days' + n * INTERVAL '1 second' AS at, 'delivered' AS status
                  FROM generate_series(1, %d) n
                  UNION ALL SELECT gen_random_uuid(), gen_random_uuid(), '<' || s || '@old.example>', now() - INTERVAL '100 days', s
                  FROM unnest(ARRAY['pending', 'failed', 'quarantined']) s
                  UNION ALL SELECT gen_random_uuid(), gen_random_uuid(), '<retried@old.example>', now() - INTERVAL '100 days' + INTERVAL '5.5 seconds', 'failed'
                  UNION ALL SELECT gen_random_uuid(), gen_random_uuid(), '<young@old.example>', now() - INTERVAL '92 days', 'delivered'""".formatted(expired),
                """
                INSERT INTO mails (id, received_at, session_id, client_ip, helo, reverse_path, envelope_to, message_id,
                  message_id_generated, size_octets, sha256, verdicts, head)
                SELECT mail, at, 'session', '192.0.2.1', 'sender.example', 'a@sender.example', '["x@old.example.com"]', message_id,
                  FALSE, 1, repeat('0', 64), '{}', '\\x00' FROM old""",
                "INSERT INTO old SELECT mail, gen_random_uuid(), '<shared@old.example>', at, 'pending' FROM old"
                        + " WHERE message_id = '<1@old.example>'",
                """
                INSERT INTO delivery_log (id, mail_id, message_id, recipient, webhook_url, payload_hash, status, attempts,
                  next_retry_at, due_at, instance_id, delivered_at, finished_at, decision, endpoint, created_at)
                SELECT delivery, mail, message_id, 'x@old.example.com', 'http://127.0.0.1:1/', repeat('0', 64), status, 1,
                  CASE WHEN status IN ('pending', 'failed') THEN now() + INTERVAL '1 year' END,
                  CASE WHEN status IN ('pending', 'failed') THEN now() + INTERVAL '1 year' END, 'node',
                  CASE status WHEN 'delivered' THEN at END, CASE status WHEN 'delivered' THEN at END,
                  '{"tags": [], "rules": []}', repeat('0', 64), at FROM old""",
                "INSERT INTO attempts (delivery_id, number, started_at, latency_ms, cause)"
                        + " SELECT delivery, 1, at, 7, 'schedule' FROM old",
                "UPDATE delivery_log SET finished_at = created_at WHERE message_id = '<retried@old.example>'",
                "UPDATE mails SET deliveries = 2 WHERE message_id = '<1@old.example>'",
                "DROP TABLE old");
    }

    void clear() {
        execute("DELETE FROM delivery_log" + OURS, "DELETE FROM mails" + OURS);
    }

    /** Every expired one is gone with its mail, and nothing else is. */
    void areCleanedUp() {
        assertThat(all("SELECT message_id FROM delivery_log" + OURS))
                .containsExactlyInAnyOrder(
                        "<pending@old.example>",
                        "<failed@old.example>",
                        "<quarantined@old.example>",
                        "<shared@old.example>",
                        "<retried@old.example>",
                        "<young@old.example>");
        assertThat(all("SELECT message_id || deliveries FROM mails" + OURS))
                .containsExactlyInAnyOrder(
                        "<pending@old.example>1",
                        "<failed@old.example>1",
                        "<quarantined@old.example>1",
                        "<1@old.example>1",
                        "<retried@old.example>1",
                        "<young@old.example>1");
    }

    /** A hand on the expired row of this number: whoever removes it waits until the hand is gone. */
    Hold hold(int number) {
        return new Hold("<" + number + "@old.example>");
    }

    /** See {@link #hold}. */
    final class Hold implements AutoCloseable {
        private final Connection connection;

        private Hold(String messageId) {
            try {
                connection = database.server().getPostgresDatabase().getConnection();
                connection.setAutoCommit(false);
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(
                                "SELECT 1 FROM delivery_log WHERE message_id = '" + messageId + "' FOR UPDATE")) {
                    assertThat(row.next()).as(messageId).isTrue();
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        Hold untilSomebodyWaits() {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !all("SELECT pid::text FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                    + " AND query LIKE 'DELETE FROM delivery_log%'")
                            .isEmpty());
            return this;
        }

        @Override
        public void close() {
            try (connection) {
                connection.rollback();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Set<String> all(String select) {
        try (Connection connection = database.server().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(select)) {
            Set<String> all = new TreeSet<>();
            while (row.next()) {
                all.add(row.getString(1));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String... statements) {
        try (Connection connection = database.server().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
