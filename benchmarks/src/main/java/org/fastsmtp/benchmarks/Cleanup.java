package org.fastsmtp.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What the job {@code cleanup} does while mail flows: {@code benchmarks/run cleanup} (finding 18). A million expired deliveries with mail and
 * attempt on PostgreSQL; mail at a steady pace before and during the job. Everything on this machine.
 */
public final class Cleanup {
    private static final int SIZE = 5 * 1024;
    private static final int SESSIONS = 10;
    /** Of the rate that the server reaches when nothing holds it back. */
    private static final double PACE = 0.4;

    private static final int SECONDS = 20;

    private final ServerUnderTest server;
    private final EndpointReceiver receiver;
    private final EmbeddedPostgres database;
    private final int rows;
    private final SmtpLoad load;

    private record Flow(double rate, double p99Millis) {}

    private Cleanup(ServerUnderTest server, EndpointReceiver receiver, EmbeddedPostgres database, int rows) {
        this.server = server;
        this.receiver = receiver;
        this.database = database;
        this.rows = rows;
        this.load = new SmtpLoad(server.smtpPort(), "tickets@bench.example.com", SIZE);
    }

    public static void main(String[] arguments) throws Exception {
        boolean isQuick = List.of(arguments).contains("--quick");
        Path root = Path.of(System.getProperty("fastsmtp.root")).toAbsolutePath();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("max_prepared_transactions", "64")
                        // The embedded one comes without: here commits are to cost what they cost.
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start();
                EndpointReceiver receiver = new EndpointReceiver();
                ServerUnderTest server = new ServerUnderTest(
                        root,
                        root.resolve("benchmarks/target/work"),
                        Map.of(
                                "FASTSMTP_DATABASE_URL",
                                "postgresql://postgres:postgres@127.0.0.1:" + postgres.getPort() + "/postgres",
                                // Nobody but this starts it.
                                "FASTSMTP_DELIVERY_LOG_CLEANUP_ENABLED",
                                "false"))) {
            server.configure("bench.example.com", "tickets", receiver.url(0));
            new Cleanup(server, receiver, postgres, isQuick ? 100_000 : 1_000_000).run(isQuick ? 3_000 : 30_000);
        }
    }

    private void run(int warm) throws IOException, SQLException {
        fast(warm); // until the compiler is done
        double most = fast(warm);
        fill();
        int pace = (int) Math.max(20, most * PACE);
        Table.show("mails/s when nothing holds them back", most);
        Table.show("offered steadily, mails/s", pace);
        Flow alone = flow(pace, () -> true);
        Job job = new Job();
        Flow beside = flow(pace, job::hasEnded);
        Table.show("expired deliveries, each with mail and attempt", rows);
        Table.show("removed per second", rows / job.seconds());
        Table.show("minutes for a million (at most 10)", 1_000_000 / (rows / job.seconds()) / 60);
        Table.show("mails/s delivered without the job", alone.rate());
        Table.show("mails/s delivered beside it", beside.rate());
        Table.show("the same as a part (at least 0.9)", beside.rate() / alone.rate());
        Table.show("p99 ms from MAIL to webhook without the job", alone.p99Millis());
        Table.show("p99 ms beside it", beside.p99Millis());
        Table.show("seconds that the job took", job.seconds());
        if (left() > 0) {
            throw new IllegalStateException(left() + " expired deliveries are still there");
        }
    }

    /** Runs of the job until nothing is left: one that mail waited for ends early and says so. */
    private final class Job {
        private final long start = System.nanoTime();
        private long execution = server.startCleanup();
        private long end;

        Job() throws IOException {}

        boolean hasEnded() {
            if (end > 0) {
                return true;
            }
            try {
                String status = server.exitStatus(execution);
                if (status.isEmpty()) {
                    return false;
                }
                if (!status.startsWith("COMPLETED:deleted=")) {
                    throw new IllegalStateException(status);
                }
                if (status.contains("more=true")) {
                    execution = server.startCleanup();
                    return false;
                }
                end = System.nanoTime();
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        double seconds() {
            return (end - start) / 1e9;
        }
    }

    private double fast(int mails) {
        receiver.take();
        long start = System.nanoTime();
        load.run(SESSIONS, mails, true);
        arrived(mails);
        return mails / ((System.nanoTime() - start) / 1e9);
    }

    /** Mail at a steady pace until {@code done}, and {@value #SECONDS} s at least; counts what arrived until then. */
    private Flow flow(int pace, BooleanSupplier done) throws IOException {
        receiver.take();
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicLong sent = new AtomicLong();
        Thread sender = new Thread(() -> {
            while (!isOver.get()) {
                sent.addAndGet(load.run(SESSIONS, pace, true, pace).mails());
            }
        });
        long start = System.nanoTime();
        sender.start();
        while (!done.getAsBoolean() || System.nanoTime() - start < TimeUnit.SECONDS.toNanos(SECONDS)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(250));
        }
        double rate = receiver.delivered() / ((System.nanoTime() - start) / 1e9);
        isOver.set(true);
        try {
            sender.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        arrived((int) sent.get());
        long[] latencies = receiver.take();
        return new Flow(rate, latencies[(int) (latencies.length * 0.99)] / 1e6);
    }

    /** Rows as deliveries that were made a hundred days ago leave them. Bodies that do not compress: what lies outside the row is removed, too. */
    private void fill() throws SQLException {
        long start = System.nanoTime();
        execute("""
                CREATE TEMP TABLE bodies AS SELECT n, convert_to(string_agg(md5(n || '.' || m), E'\\r\\n'), 'UTF8') AS head
                FROM generate_series(0, 499) n, generate_series(1, 150) m GROUP BY n""", """
                CREATE TEMP TABLE expired AS SELECT n,
                  ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS mail,
                  ('00000000-0000-7000-8001-' || lpad(to_hex(n), 12, '0'))::uuid AS delivery,
                  now() - INTERVAL '100 days' + n * INTERVAL '10 milliseconds' AS at,
                  '<' || n || '@sender.example>' AS message_id
                FROM generate_series(1, %d) n""".formatted(rows), """
                INSERT INTO mails (id, received_at, session_id, client_ip, helo, reverse_path, envelope_to, message_id,
                  message_id_generated, size_octets, sha256, verdicts, head)
                SELECT mail, at, 'session', '192.0.2.1', 'sender.example', 'sender@sender.example',
                  '["tickets@bench.example.com"]', message_id, FALSE, length(head), repeat('0', 64), '{}', head
                FROM expired JOIN bodies ON bodies.n = expired.n % 500 ORDER BY expired.n""", """
                INSERT INTO delivery_log (id, mail_id, domain_id, recipient_id, message_id, recipient, webhook_url, payload_hash,
                  status, attempts, last_status_code, instance_id, delivered_at, finished_at, decision, endpoint, created_at)
                SELECT delivery, mail, r.domain_id, r.id, message_id, 'tickets@bench.example.com', r.webhook_url,
                  repeat('0', 64), 'delivered', 1, 200, 'node', at, at, '{"tags": [], "rules": []}', repeat('0', 64), at
                FROM expired, (SELECT id, domain_id, webhook_url FROM recipients LIMIT 1) r ORDER BY n""", """
                INSERT INTO attempts (delivery_id, number, started_at, latency_ms, address, status_code, answer, cause)
                SELECT delivery, 1, at, 7, '192.0.2.2', 200, '{"ok": true}', 'schedule' FROM expired ORDER BY n""", "VACUUM ANALYZE", "CHECKPOINT");
        Table.show("seconds to fill", (System.nanoTime() - start) / 1e9);
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private long left() throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT COUNT(*) FROM delivery_log WHERE finished_at < now() - INTERVAL '90 days'")) {
            row.next();
            return row.getLong(1);
        }
    }

    private void arrived(int wanted) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(20);
        while (receiver.delivered() < wanted) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("only " + receiver.delivered() + " of " + wanted + " arrived");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
