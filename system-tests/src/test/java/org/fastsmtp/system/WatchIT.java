package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/**
 * What an operator watches: each part of the server is taken away in turn, and health, metrics, the log and a JMX client of somebody else say
 * so. One server with everything that can be taken away, because a start is what costs time.
 */
class WatchIT {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final String LISTENER = "type=SmtpListener,name=\"smtp\"";
    private static final String DELIVER = "type=Stage,name=deliver";
    private static final String UNDERSTAND = "type=Stage,name=understand";
    private static final String RECONCILE = "type=Job,name=reconcile";
    private static final String ENDPOINTS = "type=Endpoints";
    private static final String ALARMS = "type=Alarms";
    private static final String ALARM = " org.fastsmtp.alarm.";
    private static final int SESSIONS = 10;
    /** More than any disk has. */
    private static final String FULL = String.valueOf(Long.MAX_VALUE / 2);

    private static Postgresql postgresql;
    private static Cable database;
    private static ArtemisBroker artemis;
    private static Cable broker;
    private static S3Proxy s3;
    private static CertificateFiles tls;
    private static Server server;
    private static Jmx jmx;

    private Receiver receiver;
    private String domain;
    private String name;

    @BeforeAll
    static void start() throws Exception {
        postgresql = new Postgresql();
        database = new Cable(postgresql.server().getPort()).mend();
        artemis = new ArtemisBroker("watch").start();
        broker = new Cable(artemis.port()).mend();
        s3 = new S3Proxy().start();
        tls = new CertificateFiles().write(90);
        server = s3.configure(new Server("watch"))
                .with(
                        "database_url",
                        "postgresql+asyncpg://postgres:postgres@127.0.0.1:" + database.port() + "/postgres")
                .with("broker_url", artemis.url().replace(":" + artemis.port(), ":" + broker.port()))
                .with("encryption_key", "a key that is in no log")
                .with("attachment_storage", "s3")
                .with("smtp_tls_cert", tls.certificate().toString())
                .with("smtp_tls_key", tls.key().toString())
                .with("smtp_max_sessions", String.valueOf(SESSIONS))
                .with("webhook_timeout", "120")
                .with("webhook_retry_schedule", "1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s")
                .with("log_format", "json")
                .with("min_free_disk", FULL)
                .start();
    }

    @AfterAll
    static void stop() {
        if (jmx != null) {
            jmx.close();
        }
        server.close();
        s3.close();
        broker.close();
        artemis.close();
        database.close();
        postgresql.close();
    }

    /** One story, because a start is what costs time: chapters in their order, each with a domain and a receiver of its own. */
    @TestFactory
    @DisplayName("issue 8, finding 24: each part is taken away in turn; logs, metrics and notifications tell it")
    Stream<DynamicTest> each_part_is_taken_away_in_turn() {
        return Stream.of(
                chapter("with a full disk mail is refused for now and the part is named", this::fullDisk),
                chapter("what is not vital is named and the node stays ready", this::notVital),
                chapter("a stage or a listener that is paused is named and the node is not ready", this::paused),
                chapter(
                        "a database that goes away in the middle of a job is named and so is the job",
                        this::databaseAway),
                chapter("a broker that is away is named and mail refused for now", this::brokerAway),
                chapter("a suspended server is not ready and alive on the management port", this::suspended),
                chapter("the lines of a mail are selected by its id", this::linesOfAMail),
                chapter("mails that loop and endpoints that break are told", this::loopsAndBreaker),
                chapter("what cannot be understood is told and every line was JSON", this::poisonAndJson),
                chapter("every metric of the contract is there with its labels and was set", this::metricsWereSet));
    }

    private DynamicTest chapter(String title, Executable chapter) {
        return dynamicTest(title, () -> {
            try (Receiver own = new Receiver()) {
                receiver = own;
                name = "d" + NEXT.incrementAndGet() + ".example.com";
                domain = server.asRoot().domain(name);
                server.asRoot().recipient(domain, "tickets", receiver.url("/hook"));
                chapter.execute();
            }
        });
    }

    private void fullDisk() {
        only(false, "disk");
        assertThat(send("<full@watch>")).startsWith("451");
        assertThat(metrics()).containsPattern("(?m)^fastsmtp_disk_free_bytes [1-9]");

        server.cli().run("/system-property=fastsmtp.min_free_disk:add(value=1)", "/deployment=fastsmtp.ear:redeploy");

        only(true);
        assertThat(send("<room@watch>")).startsWith("250");
        awaitDelivered("<room@watch>");
        jmx = new Jmx(server.port("management_port"));
        List.of(LISTENER, DELIVER, UNDERSTAND, RECONCILE, ENDPOINTS, ALARMS).forEach(jmx::listen);
        // Six tries take half a minute: the last test sees what became of it.
        artemis.send("inbound", "this is no mail");
    }

    private void notVital() throws Exception {
        only(true);
        s3.stop();
        only(true, "s3");

        tls.write(3);
        assertThat(jmx.call(LISTENER, "reloadCertificates")).isEqualTo(true);
        only(true, "certificate", "s3");
        heard(LISTENER + " tls.expiring", ALARMS + ALARM + "certificate");
        assertThat(metrics()).containsPattern("(?m)^fastsmtp_certificate_days 2\\.");
        Files.writeString(tls.key(), "rubbish");
        assertThatThrownBy(() -> jmx.call(LISTENER, "reloadCertificates")).isInstanceOf(RuntimeException.class);
        heard(LISTENER + " tls.reload.failed");

        CountDownLatch answered = new CountDownLatch(1);
        receiver.answer(call -> afterwards(answered));
        assertThat(send("<old@watch>")).startsWith("250");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> update("UPDATE delivery_log SET created_at = created_at - INTERVAL '2 days'"
                                + " WHERE status = 'pending' AND attempts = 0")
                        == 1);
        only(true, "queue-age", "certificate", "s3");
        heard(DELIVER + ALARM + "backlog.old", ALARMS + ALARM + "backlog.old");

        List<SmtpClient> sessions = new ArrayList<>();
        for (int i = 0; i < SESSIONS - 1; i++) {
            sessions.add(server.smtp());
        }
        only(true, "queue-age", "certificate", "sessions", "s3");
        heard(LISTENER + " overload", ALARMS + ALARM + "overload");

        sessions.forEach(SmtpClient::close);
        answered.countDown();
        tls.write(90);
        assertThat(jmx.call(LISTENER, "reloadCertificates")).isEqualTo(true);
        s3.start();
        only(true);
        awaitDelivered("<old@watch>");
        heard(DELIVER + ALARM + "backlog.over");
    }

    private void paused() {
        jmx.call(DELIVER, "pause");
        only(false, "consumers");
        jmx.call(LISTENER, "pause");
        only(false, "smtp", "consumers");

        jmx.call(DELIVER, "resume");
        jmx.call(LISTENER, "resume");
        only(true);
    }

    private void databaseAway() throws SQLException {
        try (Connection other = postgresql.server().getPostgresDatabase().getConnection()) {
            other.setAutoCommit(false);
            try (Statement lock = other.createStatement()) {
                lock.execute("LOCK TABLE mails IN ACCESS EXCLUSIVE MODE");
            }
            jmx.call(RECONCILE, "start", "day=today");
            await().atMost(Duration.ofSeconds(60)).until(() -> isSomebodyWaiting());
            database.cut();
            other.rollback();
        }
        only(false, "database");
        jmx.until(RECONCILE, "LastStatus", "FAILED"::equals);
        heard(ALARMS + ALARM + "database.lost");

        database.mend();
        only(true);
        heard(RECONCILE + ALARM + "job.failed", ALARMS + ALARM + "job.failed", ALARMS + ALARM + "database.back");
    }

    private void brokerAway() {
        broker.cut();
        only(false, "broker");
        assertThat(send("<away@watch>")).startsWith("451");

        broker.mend();
        only(true);
        await().atMost(Duration.ofSeconds(60)).until(() -> send("<back@watch>").startsWith("250"));
        awaitDelivered("<back@watch>");
    }

    private void suspended() {
        String management = "http://127.0.0.1:" + server.port("management_port");
        server.cli().run(":suspend");
        assertThat(server.asRoot().get("/api/v1/health/ready").status()).isEqualTo(503);
        assertThat(new Api(management, "").get("/health/live").status()).isEqualTo(200);

        server.cli().run(":resume");
        only(true);
        jmx.listen(LISTENER); // it is another listener now
    }

    private void linesOfAMail() {
        receiver.answer(call -> receiver.calls().isEmpty() ? 500 : 200);
        String reply;
        try (SmtpClient client = server.smtp()) {
            reply = client.send(
                    "somebody@sender.example",
                    "tickets@" + name,
                    SmtpClient.mail("<line@watch>", "subject-in-no-log", "body-in-no-log"));
        }
        assertThat(reply).startsWith("250");
        String mail = reply.substring(reply.lastIndexOf(' ') + 1);
        await().atMost(Duration.ofSeconds(60)).until(() -> texts(mail).anyMatch(text -> text.contains("attempt 2")));

        List<String> texts = texts(mail).toList();
        assertThat(texts).hasSize(4);
        assertThat(texts.get(0)).startsWith("mail=" + mail + " session=").contains("reply=250");
        assertThat(texts.get(1)).startsWith("mail " + mail + " delivery ").endsWith(": pending");
        assertThat(texts.get(2)).endsWith("mail " + mail + " attempt 1: deferred (status)");
        assertThat(texts.get(3)).endsWith("mail " + mail + " attempt 2: delivered");
        assertThat(lines().filter(line -> line.getString("message").contains(mail)))
                .as("what names it in its text names it in its field")
                .hasSize(4);
        List<JsonObject> fields =
                lines(mail).map(line -> line.getJsonObject("mdc")).toList();
        assertThat(texts.get(0)).contains("session=" + fields.get(0).getString("session"));
        assertThat(fields.subList(1, 4).stream()
                        .map(field -> field.getString("delivery"))
                        .collect(Collectors.toSet()))
                .hasSize(1);
        assertThat(server.output())
                .doesNotContain(
                        "subject-in-no-log",
                        "body-in-no-log",
                        Server.ROOT_KEY,
                        S3Proxy.SECRET_KEY,
                        ArtemisBroker.PASSWORD,
                        server.setting("encryption_key"));
    }

    private void loopsAndBreaker() {
        try (SmtpClient client = server.smtp()) {
            assertThat(client.send(
                            "a@b.example",
                            "tickets@" + name,
                            "Received: from a by b; Sun, 1 Feb 2026 00:00:00 +0000\r\n".repeat(101)
                                    + SmtpClient.mail("<loop@watch>", "s", "x")))
                    .startsWith("554");
            heard(LISTENER + " loop.detected");
            assertThat(jmx.attribute(LISTENER, "MailsLooping")).isEqualTo(1L);

            receiver.answer(call -> 500);
            for (int i = 0; i < 12; i++) {
                assertThat(client.send(
                                "a@b.example", "tickets@" + name, SmtpClient.mail("<sick" + i + "@watch>", "s", "x")))
                        .startsWith("250");
            }
        }
        heard(ENDPOINTS + ALARM + "breaker.open", ALARMS + ALARM + "breaker.open");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(metrics())
                        .containsPattern("(?m)^fastsmtp_endpoints\\{state=\"open\"} 1")
                        .containsPattern("(?m)^fastsmtp_queue_depth\\{status=\"failed\"} [1-9]"));
        receiver.answer(call -> 200);
        heard(ENDPOINTS + ALARM + "breaker.closed");
    }

    private void poisonAndJson() {
        heard(UNDERSTAND + ALARM + "queue.message_dead", ALARMS + ALARM + "queue.message_dead");

        assertThat(lines())
                .hasSizeGreaterThan(100)
                .allSatisfy(line -> assertThat(line).containsKeys("@timestamp", "level", "loggerName", "message"));
    }

    private void metricsWereSet() {
        assertThat(metrics())
                .containsPattern(
                        "(?m)^fastsmtp_requests_total\\{endpoint=\"[^\"]+\",method=\"POST\",status_code=\"201\"} [1-9]")
                .containsPattern(
                        "(?m)^fastsmtp_request_duration_seconds_count\\{endpoint=\"[^\"]+\",method=\"POST\"} [1-9]")
                .containsPattern("(?m)^fastsmtp_webhook_deliveries_total\\{status=\"delivered\"} [1-9]")
                .containsPattern("(?m)^fastsmtp_webhook_deliveries_total\\{status=\"failed\"} [1-9]")
                .containsPattern("(?m)^fastsmtp_webhook_delivery_duration_seconds_bucket\\{le=\"0.1\"} [1-9]")
                .containsPattern("(?m)^fastsmtp_smtp_messages_total\\{result=\"accepted\"} [1-9]")
                .containsPattern("(?m)^fastsmtp_smtp_messages_total\\{result=\"rejected\"} [1-9]")
                .containsPattern("(?m)^fastsmtp_smtp_messages_total\\{result=\"deferred\"} ")
                .containsPattern("(?m)^fastsmtp_smtp_message_size_bytes_bucket\\{le=\"1024.0\"} [1-9]")
                .containsPattern("(?m)^fastsmtp_queue_depth\\{status=\"pending\"} [0-9]")
                .containsPattern("(?m)^fastsmtp_queue_oldest_age_seconds\\{status=\"failed\"} [0-9]")
                .containsPattern("(?m)^fastsmtp_auth_results_total\\{result=\"none\",type=\"dkim\"} [1-9]")
                .containsPattern("(?m)^fastsmtp_rules_regex_timeouts_total 0")
                .containsPattern("(?m)^fastsmtp_smtp_rate_limited_total\\{type=\"message\"} 0")
                .containsPattern("(?m)^fastsmtp_endpoints\\{state=\"disabled\"} 0")
                .containsPattern("(?m)^fastsmtp_broker_messages\\{queue=\"inbound\"} [0-9]")
                .containsPattern("(?m)^fastsmtp_transactions_in_doubt [0-9]")
                .containsPattern("(?m)^fastsmtp_certificate_days 89\\.")
                .containsPattern("(?m)^fastsmtp_database_up 1")
                .containsPattern("(?m)^fastsmtp_journal_bytes NaN") // of a broker elsewhere nobody here knows
                .containsPattern("(?m)^fastsmtp_alarms_total\\{kind=\"job.failed\"} 1");
    }

    /** The node names these parts and no other. */
    private static void only(boolean isReady, String... parts) {
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .untilAsserted(() -> {
                    Api.Answer answer = server.root("").get("/api/v1/health/ready");
                    JsonObject seen = answer.json();
                    assertThat(seen.getJsonArray("degraded").getValuesAs(JsonString::getString))
                            .containsExactly(parts);
                    assertThat(seen.getJsonObject("parts").entrySet().stream()
                                    .filter(part -> part.getValue()
                                            .asJsonObject()
                                            .getString("status")
                                            .equals("down"))
                                    .map(java.util.Map.Entry::getKey))
                            .containsExactly(parts);
                    assertThat(answer.status()).isEqualTo(isReady ? 200 : 503);
                });
    }

    private static void heard(String... notifications) {
        await().atMost(Duration.ofSeconds(120))
                .untilAsserted(() -> assertThat(jmx.heard()).contains(notifications));
    }

    private static String metrics() {
        return server.root("").get("/metrics").expect(200).body();
    }

    private String send(String id) {
        try (SmtpClient client = server.smtp()) {
            return client.send("a@b.example", "tickets@" + name, SmtpClient.mail(id, "s", "x"));
        }
    }

    private void awaitDelivered(String id) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> receiver.calls().stream()
                        .anyMatch(call -> call.messageId().equals(id)));
    }

    private static int afterwards(CountDownLatch latch) {
        try {
            return latch.await(110, TimeUnit.SECONDS) ? 200 : 500;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 500;
        }
    }

    /** Everything printed since the start, the launcher's lines too. */
    private static Stream<JsonObject> lines() {
        return server.output()
                .lines()
                .map(line -> Json.createReader(new StringReader(line)).readObject());
    }

    private static Stream<JsonObject> lines(String mail) {
        return lines().filter(line -> line.containsKey("mdc")
                && line.getJsonObject("mdc").getString("mail", "").equals(mail));
    }

    private static Stream<String> texts(String mail) {
        return lines(mail).map(line -> line.getString("message"));
    }

    private static int update(String sql) throws SQLException {
        try (Connection connection = postgresql.server().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static boolean isSomebodyWaiting() throws SQLException {
        try (Connection connection = postgresql.server().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT COUNT(*) FROM pg_locks WHERE NOT granted")) {
            row.next();
            return row.getInt(1) > 0;
        }
    }
}
