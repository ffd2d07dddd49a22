package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A live + backup pair of brokers with TLS, a node that only receives and a node that only delivers, set up and looked after by the commands of
 * docs/scaling.md, which are taken from the page.
 */
class BrokerPairIT {
    private static final int SESSIONS = 4;
    private static final int ENOUGH = 150;
    private static final int LAST = 60;
    private static final Path TLS = Server.work().resolve("pair-tls-" + System.nanoTime());

    private static ScalingPage page;
    private static Postgresql database;
    private static ArtemisBroker live;
    private static ArtemisBroker backup;
    private static Server smtp;
    private static Server worker;

    private final Receiver receiver = new Receiver();
    private final AtomicInteger next = new AtomicInteger();

    @BeforeAll
    static void start() throws Exception {
        int livePort = Server.freePort();
        int backupPort = Server.freePort();
        page = new ScalingPage(TLS, livePort, backupPort);
        Files.createDirectory(TLS);
        page.run(page.block("keytool -genkeypair"));
        Path properties = Files.writeString(TLS.resolve("tls.properties"), page.block("acceptorConfigurations."));
        database = new Postgresql();
        live = new ArtemisBroker("live", livePort, page.pair("live")).with(properties, page.trust());
        backup = new ArtemisBroker("backup", backupPort, page.pair("backup")).with(properties, page.trust());
        live.launch();
        backup.launch();
        smtp = node("smtp", livePort, backupPort).only("--smtp-only").launch();
        worker = node("worker", livePort, backupPort).only("--worker-only").start();
        await().atMost(Duration.ofSeconds(240)).until(smtp::isReady);
        // The backup has all that the live one has.
        backup.awaitSaid("AMQ221024");
    }

    private static Server node(String name, int livePort, int backupPort) {
        return new Server("pair-" + name)
                .with("database_url", database.url())
                .with(
                        "broker_url",
                        live.url()
                                .replace("tcp://", "ssl://")
                                .replace(":" + livePort, ":" + livePort + ",127.0.0.1:" + backupPort))
                .with("encryption_key", "one key for all nodes")
                .with("webhook_retry_schedule", "1s,1s,1s,1s,1s,1s,1s,1s,1s,1s")
                .withJavaOptions(page.trust());
    }

    @AfterAll
    static void stop() {
        worker.close();
        smtp.close();
        backup.close();
        live.close();
        database.close();
    }

    @Test
    @DisplayName(
            "issue 8: the live broker of a pair dies under load, then a node goes for good: nothing acknowledged is lost, nothing is in doubt")
    void the_backup_goes_on_with_every_acknowledged_mail_and_a_node_that_goes_leaves_nothing_in_doubt()
            throws Exception {
        worker.asRoot().recipient(worker.asRoot().domain("pair.example.com"), "tickets", receiver.url("/hook"));
        await().atMost(Duration.ofSeconds(60)).until(this::accepts);

        theLiveOneDiesWhileMailComesIn();
        theWorkerGoesForGood();
        receiver.close();
    }

    private void theLiveOneDiesWhileMailComesIn() throws Exception {
        Senders senders = new Senders();
        senders.start();
        senders.awaitAcknowledged(ENOUGH);
        live.kill();
        senders.awaitAcknowledged(senders.acknowledged.size() + ENOUGH);
        senders.end();

        assertThat(backup.log()).content().contains("AMQ221007");
        assertThat(senders.broken).isEmpty();
        assertThat(senders.refusals).allMatch(reply -> reply.startsWith("4"));
        // Whatever the coordinator said of a commit that the broker did not answer.
        assertThat(smtp.data().resolve("log/server.log"))
                .content()
                .doesNotContainPattern("handover failed: .*committed=true");
        for (Server node : List.of(smtp, worker)) {
            await().atMost(Duration.ofSeconds(60)).until(node::isReady);
        }
        await().atMost(Duration.ofSeconds(180)).until(() -> ids().containsAll(senders.acknowledged));
        awaitEverythingDelivered();

        theNodeForgetsTheCommitsThatNobodyAnswered();
        Map<String, Set<String>> keys = receiver.calls().stream()
                .collect(Collectors.groupingBy(
                        Receiver.Call::messageId,
                        Collectors.mapping(call -> call.header("X-Idempotency-Key"), Collectors.toSet())));
        assertThat(keys.values()).as("attempts of one mail").allMatch(different -> different.size() == 1);
    }

    /** At most one for each session, and now and then none: what the broker was doing when it died is chance. */
    private static void theNodeForgetsTheCommitsThatNobodyAnswered() {
        assertThat(page.inDoubt(smtp)).isZero();
        assertThat(page.heuristic(smtp)).isLessThanOrEqualTo(SESSIONS);
        Matcher id = Pattern.compile("\"(0:[0-9a-f:-]+)\"").matcher(smtp.cli().run(page.probe(), page.heuristics()));
        List<String> delete = id.results()
                .map(found -> page.delete().replaceAll("\"0:[^\"]*\"", "\"" + found.group(1) + "\""))
                .toList();
        if (!delete.isEmpty()) {
            smtp.cli().run(delete.toArray(String[]::new));
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> page.heuristic(smtp) == 0);
    }

    /** What was understood waits for whoever delivers next; deliveries under way end first. */
    private void theWorkerGoesForGood() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        receiver.answer(call -> {
            asked.countDown();
            hold(go);
            return 200;
        });
        Set<String> last = ConcurrentHashMap.newKeySet();
        try (SmtpClient client = smtp.smtp()) {
            for (int i = 0; i < LAST; i++) {
                String id = nextId();
                assertThat(send(client, id)).startsWith("250");
                last.add(id);
            }
        }
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        await().atMost(Duration.ofSeconds(60)).until(() -> backup.messages("inbound") == 0);
        for (Server node : List.of(smtp, worker)) {
            assertThat(page.inDoubt(node)).isZero();
        }

        worker.process().destroy();
        go.countDown();
        worker.stop();

        assertThat(rows(page.prepared())).isEmpty();
        assertThat(backup.preparedTransactions()).isEmpty();
        Map<String, ScalingPage.Queue> queues = page.queues();
        assertThat(queues.get("fastsmtp.inbound").consumers()).isPositive();
        assertThat(queues.get("fastsmtp.inbound").messages()).isZero();
        assertThat(queues.get("fastsmtp.delivery").consumers()).isZero();
        assertThat(queues.get("fastsmtp.delivery").delivering()).isZero();
        assertThat(page.inDoubt(smtp)).isZero();
        assertThat(smtp.isReady()).isTrue();

        List<String> waiting = rows("SELECT id::text FROM delivery_log WHERE status <> 'delivered'");
        Set<String> delivered = ids();
        delivered.retainAll(last);
        assertThat(delivered.size() + waiting.size())
                .as("each is delivered, or waits")
                .isEqualTo(LAST);
        assertThat(rows("SELECT id::text FROM delivery_log WHERE claimed_by IS NOT NULL"))
                .as("begun")
                .isEmpty();
        assertThat(rows("SELECT id::text FROM delivery_log WHERE status IN ('pending', 'failed')"
                        + " AND due_at IS NULL AND parked IS NULL"))
                .as("waits, yet nobody will look again")
                .isEmpty();
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await(120, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String nextId() {
        return "<" + next.incrementAndGet() + "@pair.example.com>";
    }

    private static String send(SmtpClient client, String id) {
        return client.send("a@b.example", "tickets@pair.example.com", SmtpClient.mail(id, "s", "x".repeat(2000)));
    }

    private boolean accepts() {
        try (SmtpClient client = smtp.smtp()) {
            client.command("MAIL FROM:<a@b.example>");
            return client.command("RCPT TO:<tickets@pair.example.com>").startsWith("250");
        }
    }

    private Set<String> ids() {
        return receiver.calls().stream().map(Receiver.Call::messageId).collect(Collectors.toSet());
    }

    private static void awaitEverythingDelivered() {
        await().atMost(Duration.ofSeconds(120))
                .until(() -> rows("SELECT id::text FROM delivery_log WHERE status <> 'delivered'")
                                .isEmpty()
                        && backup.messages("inbound") + backup.messages("delivery") == 0);
    }

    private static List<String> rows(String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = database.server().getPostgresDatabase().getConnection();
                PreparedStatement select = connection.prepareStatement(query);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }

    /** Clients that send one mail after the other until they are ended; after a refusal in a new session, another mail. */
    private final class Senders {
        private final List<Thread> threads = new ArrayList<>();
        private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        private final List<String> refusals = new CopyOnWriteArrayList<>();
        private final List<String> broken = new CopyOnWriteArrayList<>();
        private volatile boolean ended;

        void start() {
            for (int session = 0; session < SESSIONS; session++) {
                Thread thread = new Thread(() -> {
                    while (!ended) {
                        session();
                    }
                });
                thread.start();
                threads.add(thread);
            }
        }

        private void session() {
            try (SmtpClient client = smtp.smtp()) {
                while (!ended) {
                    String id = nextId();
                    String reply = send(client, id);
                    if (!reply.startsWith("250")) {
                        refusals.add(reply);
                        return;
                    }
                    acknowledged.add(id);
                }
            } catch (UncheckedIOException e) {
                broken.add(e.toString());
            }
        }

        void awaitAcknowledged(int mails) {
            await().atMost(Duration.ofSeconds(120)).until(() -> acknowledged.size() >= mails);
        }

        void end() throws InterruptedException {
            ended = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
