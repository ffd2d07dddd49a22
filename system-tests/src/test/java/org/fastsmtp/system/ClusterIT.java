package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Two nodes of the same build on one broker and one PostgreSQL, as docs/scaling.md says. Long because two nodes and a broker are started once
 * for all of it.
 */
class ClusterIT {
    /** Consumers of one node: what it may have under way when it dies. */
    private static final int CONSUMERS = 32;

    /** Deliveries that the job has to remove, with a mail each, and how many at a time. */
    private static final int EXPIRED = 60;

    private static final int CHUNK = 10;

    private static final Duration FRESH = Duration.ofSeconds(2);

    private static Postgresql database;
    private static ArtemisBroker broker;
    private static Server a;
    private static Server b;
    private static OldDeliveries old;

    private final Receiver receiver = new Receiver();

    @BeforeAll
    static void start() {
        database = new Postgresql();
        old = new OldDeliveries(database);
        broker = new ArtemisBroker("cluster");
        broker.start();
        a = node("a");
        b = node("b");
        a.start();
        b.start();
    }

    private static Server node(String name) {
        return new Server("cluster-" + name)
                .with("database_url", database.url())
                .with("broker_url", broker.url())
                .with("encryption_key", "one key for all nodes")
                .with("rate_limit_shared", "true")
                .with("webhook_retry_schedule", "1s,1s,1s,1s,1s,1s,1s,1s,1s,1s");
    }

    @AfterAll
    static void stop() {
        b.close();
        a.close();
        broker.close();
        database.close();
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    /** On a machine that is busy with other things a change may take longer once; the best of a few tells what the nodes do. */
    @Test
    void what_is_changed_on_one_node_is_in_force_on_the_other_within_two_seconds() {
        String domain = a.asRoot().domain("fresh.example.com");
        a.asRoot().recipient(domain, "tickets", receiver.url("/hook"));
        eventually(() -> rcpt(b).startsWith("250"));
        String ruleset = a.asRoot()
                .post("/api/v1/domains/" + domain + "/rulesets", "{\"name\": \"all\"}")
                .expect(201)
                .json()
                .getString("id");

        List<Duration> routing = new ArrayList<>();
        List<Duration> rules = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            boolean isEnabled = i % 2 != 0;
            a.asRoot()
                    .put("/api/v1/domains/" + domain, "{\"is_enabled\": " + isEnabled + "}")
                    .expect(200);
            routing.add(eventually(() -> rcpt(b).startsWith(isEnabled ? "250" : "550")));
            String word = "word" + i;
            a.asRoot()
                    .post("/api/v1/domains/" + domain + "/rulesets/" + ruleset + "/rules", """
                            {"field": "subject", "operator": "contains", "value": "%s", "action": "drop"}""".formatted(word))
                    .expect(201);
            rules.add(eventually(() -> b.asRoot()
                    .post(
                            "/api/v1/domains/" + domain + "/rules/test",
                            "{\"raw_message\": \"Subject: " + word + "\\r\\n\\r\\n\"}")
                    .expect(200)
                    .body()
                    .contains("\"drop\"")));
        }
        assertThat(Collections.min(routing)).isLessThan(FRESH);
        assertThat(Collections.min(rules)).isLessThan(FRESH);
    }

    private static String rcpt(Server node) {
        try (SmtpClient client = node.smtp()) {
            client.command("MAIL FROM:<a@b.example>");
            return client.command("RCPT TO:<tickets@fresh.example.com>");
        }
    }

    /** @return after how long */
    private static Duration eventually(Callable<Boolean> condition) {
        long begin = System.nanoTime();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(condition);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Test
    @DisplayName("issue 4: two servers, one broker, a slow endpoint: each mail is delivered once, by both")
    void a_thousand_mails_to_a_slow_endpoint_are_delivered_once() throws Exception {
        receiver.answer(call -> slowly(50));
        a.asRoot().recipient(a.asRoot().domain("slow.example.com"), "tickets", receiver.url("/hook"));
        eventually(() -> accepts(b, "slow.example.com"));
        Senders senders = new Senders("slow.example.com", 1000);
        senders.to(a, 500);
        senders.to(b, 500);
        AtomicBoolean sending = new AtomicBoolean(true);
        Thread asking = new Thread(() -> {
            while (sending.get()) {
                inDoubt(a);
                inDoubt(b);
            }
        });
        asking.start();
        senders.end();
        sending.set(false);
        asking.join();

        await().atMost(Duration.ofSeconds(180)).until(() -> receiver.calls().size() >= 1000);
        awaitAllDelivered("slow.example.com");

        assertThat(receiver.calls().stream().map(Receiver.Call::messageId))
                .containsExactlyInAnyOrderElementsOf(senders.acknowledged);
        assertThat(workers("slow.example.com")).hasSize(2);
        // Who asks the broker for figures leaves a session of the pool before another takes it.
        for (Server node : List.of(a, b)) {
            assertThat(node.data().resolve("log/server.log")).content().doesNotContain("AMQ212051");
        }
    }

    @Test
    @DisplayName("issue 8: a limit that is shared is one for all nodes")
    void failed_keys_are_counted_by_all_nodes_together() {
        List<Integer> answers = new ArrayList<>();
        for (Server node : List.of(a, a, a, b, b, b, a)) {
            answers.add(node.root("fsmtp_nobody-has-this-key")
                    .get("/api/v1/domains")
                    .status());
        }
        assertThat(answers).containsExactly(401, 401, 401, 401, 401, 429, 429);
    }

    @Test
    @DisplayName(
            "issue 8: 5 000 mails over two nodes, one killed and restarted: all delivered, twice only what it had under way")
    void the_loss_of_a_node_loses_no_mail_and_repeats_only_what_it_had_under_way() throws Exception {
        receiver.answer(call -> slowly(20));
        a.asRoot().recipient(a.asRoot().domain("loss.example.com"), "tickets", receiver.url("/hook"));
        eventually(() -> accepts(b, "loss.example.com"));
        Senders senders = new Senders("loss.example.com", 2000);
        senders.to(a, 2500);
        senders.to(b, 2500);
        assertThat(senders.some.await(240, TimeUnit.SECONDS)).isTrue();
        int cleanup = killInTheMiddleOfCleanup();
        Set<String> before = ids(receiver);
        otherGoesOn();
        old.clear();
        b.start();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> exitStatus(b, cleanup).equals("FAILED:crashed"));
        senders.end();

        assertThat(senders.acknowledged).hasSize(5000);
        await().atMost(Duration.ofSeconds(240)).until(() -> ids(receiver).containsAll(senders.acknowledged));
        awaitAllDelivered("loss.example.com");

        Map<String, List<Receiver.Call>> repeated =
                receiver.calls().stream().collect(Collectors.groupingBy(Receiver.Call::messageId)).entrySet().stream()
                        .filter(entry -> entry.getValue().size() > 1)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertThat(repeated).hasSizeLessThanOrEqualTo(CONSUMERS);
        assertThat(before).as("the first attempt came before the kill").containsAll(repeated.keySet());
        assertThat(repeated.values())
                .allSatisfy(calls -> assertThat(calls.stream()
                                .map(call -> call.header("X-Idempotency-Key"))
                                .distinct())
                        .hasSize(1));
        nothingIsInDoubt();
        theAccountIsRight();
    }

    /** With three chunks committed. @return the execution */
    private static int killInTheMiddleOfCleanup() {
        old.fill(EXPIRED);
        try (OldDeliveries.Hold hold = old.hold(35)) {
            int execution = startCleanup(b);
            hold.untilSomebodyWaits();
            b.kill();
            return execution;
        }
    }

    /** D36: with what the killed node had not committed and by the same parameters. */
    private static void otherGoesOn() {
        int left = EXPIRED - 3 * CHUNK + 1; // one of those read stays
        await().atMost(Duration.ofSeconds(180))
                .until(() ->
                        a.asRoot().get("/api/v1/jobs").expect(200).body().contains("COMPLETED:deleted=" + left + ","));
        old.areCleanedUp();
    }

    @Test
    @DisplayName("D36: any node sees what runs in the cluster and stops it")
    void a_job_is_stopped_from_another_node() throws Exception {
        old.fill(EXPIRED);
        int execution;
        try (OldDeliveries.Hold hold = old.hold(35)) {
            execution = startCleanup(a);
            hold.untilSomebodyWaits();
            assertThat(running(b)).contains("\"execution_id\":" + execution + ",\"job\":\"cleanup\"");

            b.asRoot().post("/api/v1/jobs/cleanup/stop", "{}").expect(200);

            await().atMost(Duration.ofSeconds(60)).until(() -> running(a).contains("\"is_stopping\":true"));
        }
        String stopped = await().atMost(Duration.ofSeconds(60))
                .until(() -> exitStatus(a, execution), status -> status.startsWith("STOPPED:"));
        int left = EXPIRED - Integer.parseInt(stopped.replaceAll("STOPPED:deleted=(\\d+),.*", "$1"));
        assertThat(left).isPositive();
        b.asRoot().post("/api/v1/jobs/cleanup/stop", "{}").expect(400);
        assertThat(ended(b, startCleanup(b))).startsWith("COMPLETED:deleted=" + left + ",");
        old.areCleanedUp();
        old.clear();
    }

    private static String running(Server node) {
        return node.asRoot().get("/api/v1/jobs/running").expect(200).body();
    }

    /** Of what is older than 95 days: there is something that the setting of 90 days would take as well. */
    private static int startCleanup(Server node) {
        return node.asRoot()
                .post("/api/v1/jobs/cleanup", "{\"older_than\": \"95d\", \"batch_size\": " + CHUNK + "}")
                .expect(202)
                .json()
                .getInt("execution_id");
    }

    private static String exitStatus(Server node, int execution) {
        return node.asRoot()
                .get("/api/v1/jobs/executions/" + execution)
                .expect(200)
                .json()
                .getString("exit_status", "");
    }

    @Test
    void a_job_that_has_the_turn_somewhere_runs_nowhere_else() throws Exception {
        for (Server node : List.of(a, b)) {
            // By schedule one may be under way now.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> ended(node, startCleanup(node)).startsWith("COMPLETED:deleted="));
        }
        try (Connection connection = database.server().getPostgresDatabase().getConnection();
                PreparedStatement take = connection.prepareStatement(
                        "UPDATE leases SET holder = 'another/1', held_until = now() + INTERVAL '3 minutes' WHERE name = 'cleanup'");
                PreparedStatement give =
                        connection.prepareStatement("UPDATE leases SET held_until = now() WHERE name = 'cleanup'")) {
            assertThat(take.executeUpdate()).isEqualTo(1);
            for (Server node : List.of(a, b)) {
                assertThat(ended(node, startCleanup(node))).isEqualTo("COMPLETED:busy");
            }
            give.executeUpdate();
        }
    }

    /** @return its exit status, which it has when it ended */
    private static String ended(Server node, int execution) {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> exitStatus(node, execution), status -> status.contains(":"));
    }

    /** Recovery looks about twice a minute; what a killed node had prepared must be gone then, everywhere. */
    private static void nothingIsInDoubt() {
        await().atMost(Duration.ofSeconds(90))
                .until(() -> inDoubt(a) == 0
                        && inDoubt(b) == 0
                        && broker.preparedTransactions().isEmpty()
                        && number("SELECT COUNT(*) FROM pg_prepared_xacts") == 0);
    }

    /** As the node's metrics say it. */
    private static double inDoubt(Server node) {
        Matcher gauge = Pattern.compile("(?m)^fastsmtp_transactions_in_doubt(?:\\{[^}]*})? ([0-9.]+)")
                .matcher(new Api(node.api(), "").get("/metrics").expect(200).body());
        assertThat(gauge.find()).isTrue();
        return Double.parseDouble(gauge.group(1));
    }

    /** The queries of docs/operations.md that must find nothing. */
    private static void theAccountIsRight() throws Exception {
        for (String query : OperationsPage.account()) {
            assertThat(number("SELECT COUNT(*) FROM (" + query + ") AS found"))
                    .as(query)
                    .isZero();
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        broker.messages("inbound") + broker.messages("delivery") + broker.messages("dead-letter") == 0);
    }

    private static boolean accepts(Server node, String domain) {
        try (SmtpClient client = node.smtp()) {
            client.command("MAIL FROM:<a@b.example>");
            return client.command("RCPT TO:<tickets@" + domain + ">").startsWith("250");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static int slowly(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 200;
    }

    private static Set<String> ids(Receiver receiver) {
        return receiver.calls().stream().map(Receiver.Call::messageId).collect(Collectors.toSet());
    }

    private static void awaitAllDelivered(String domain) {
        await().atMost(Duration.ofSeconds(120))
                .until(() ->
                        number("SELECT COUNT(*) FROM delivery_log WHERE status <> 'delivered' AND recipient LIKE '%@"
                                        + domain + "'")
                                == 0);
    }

    /** The nodes that delivered mail of a domain. */
    private static Set<String> workers(String domain) throws SQLException {
        Set<String> nodes = new TreeSet<>();
        try (Connection connection = database.server().getPostgresDatabase().getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT DISTINCT instance_id FROM delivery_log WHERE recipient LIKE ?")) {
            select.setString(1, "%@" + domain);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    nodes.add(row.getString(1));
                }
            }
        }
        return nodes;
    }

    private static long number(String query) throws SQLException {
        try (Connection connection = database.server().getPostgresDatabase().getConnection();
                PreparedStatement select = connection.prepareStatement(query);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Clients that go on until each has had its mails acknowledged, whatever happens to the node meanwhile. */
    private static final class Senders {
        private static final int SESSIONS = 4;

        private final AtomicInteger next = new AtomicInteger();
        private final List<Thread> threads = new ArrayList<>();
        private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        private final CountDownLatch some;
        private final String domain;

        /** @param some {@link #some} is zero after so many acknowledgements */
        Senders(String domain, int some) {
            this.domain = domain;
            this.some = new CountDownLatch(some);
        }

        void to(Server node, int mails) {
            AtomicInteger left = new AtomicInteger(mails);
            for (int session = 0; session < SESSIONS; session++) {
                Thread thread = new Thread(() -> {
                    while (left.getAndDecrement() > 0) {
                        left.incrementAndGet();
                        session(node, left);
                    }
                });
                thread.start();
                threads.add(thread);
            }
        }

        /** Ends when the work is done or the session broke: what was not acknowledged is sent again, as another mail. */
        private void session(Server node, AtomicInteger left) {
            boolean isOwed = false;
            try (SmtpClient client = node.smtp()) {
                while (left.getAndDecrement() > 0) {
                    isOwed = true;
                    String id = "<" + next.incrementAndGet() + "@" + domain + ">";
                    if (client.send("a@b.example", "tickets@" + domain, SmtpClient.mail(id, "s", "x".repeat(2000)))
                            .startsWith("250")) {
                        acknowledged.add(id);
                        some.countDown();
                        isOwed = false;
                    } else {
                        break;
                    }
                }
            } catch (UncheckedIOException e) {
                await().atMost(Duration.ofSeconds(240)).until(() -> accepts(node, domain));
            } finally {
                if (isOwed) {
                    left.incrementAndGet();
                }
            }
        }

        void end() throws InterruptedException {
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
