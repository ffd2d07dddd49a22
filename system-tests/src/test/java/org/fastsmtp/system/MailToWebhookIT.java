package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One server for all: a mail goes in, a webhook comes out. Long because a start costs more than all of its tests. */
class MailToWebhookIT {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final String DEAD_LETTERS = "org.fastsmtp:type=DeadLetters,name=all";
    private static final String TEXT = "java.lang.String";
    private static final Receiver ALARMS = new Receiver();
    private static Server server;
    private final Receiver receiver = new Receiver();
    private String name;
    private String domain;

    @BeforeAll
    static void start() {
        server = new Server("mail")
                .with("webhook_retry_schedule", "1s,1s,1s")
                // Switches the limits of the API on; nothing connects to it.
                .with("redis_url", "redis://127.0.0.1:1/0")
                .with("rate_limit_requests_per_minute", "100000");
        // Its alarms go by mail to itself.
        server.with("alarm_mail_to", "ops@alarms.example.com")
                .with("alarm_mail_from", "fastsmtp@sender.example")
                .with("alarm_mail_host", "127.0.0.1")
                .with("alarm_mail_port", server.setting("smtp_port"))
                .start();
        server.asRoot().recipient(server.asRoot().domain("alarms.example.com"), "ops", ALARMS.url("/alarms"));
    }

    @AfterAll
    static void stop() {
        server.close();
        ALARMS.close();
    }

    @BeforeEach
    void domain() {
        name = "d" + NEXT.incrementAndGet() + ".example.com";
        domain = server.asRoot().domain(name);
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void a_mail_becomes_a_webhook_with_the_contracts_keys() {
        server.asRoot().recipient(domain, "tickets", receiver.url("/hook"));

        String reply = send("tickets", SmtpClient.mail("<a@b>", "=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=", "Hello"));

        assertThat(reply).startsWith("250").contains("accepted");
        Receiver.Call call = only();
        assertThat(call.path()).isEqualTo("/hook");
        assertThat(call.header("User-Agent")).isEqualTo("FastSMTP/1.0");
        assertThat(call.header("Content-Type")).isEqualTo("application/json");
        assertThat(call.header("X-Idempotency-Key")).hasSize(36);
        JsonObject payload = call.json();
        assertThat(payload.getString("message_id")).isEqualTo("<a@b>");
        assertThat(payload.getString("subject")).isEqualTo("Grüße");
        assertThat(payload.getString("from")).isEqualTo("Sender <sender@sender.example>");
        assertThat(payload.getString("envelope_from")).isEqualTo("sender@sender.example");
        assertThat(payload.getJsonArray("envelope_to").getString(0)).isEqualTo("tickets@" + name);
        assertThat(payload.getString("recipient")).isEqualTo("tickets@" + name);
        assertThat(payload.getString("body_text")).startsWith("Hello");
        assertThat(payload.getBoolean("has_attachments")).isFalse();
        assertThat(payload.getString("client_ip")).isEqualTo("127.0.0.1");
        assertThat(payload)
                .containsKeys(
                        "to",
                        "cc",
                        "date",
                        "reply_to",
                        "headers",
                        "body_html",
                        "attachments",
                        "dkim_result",
                        "dkim_domain",
                        "spf_result",
                        "spf_domain",
                        "tags");
    }

    @Test
    void the_schema_of_the_payload_is_served_without_a_key_and_true() {
        server.asRoot().recipient(domain, "tickets", receiver.url("/hook"));
        send("tickets", SmtpClient.mail("<schema@b>", "s", "x"));

        JsonObject schema =
                server.root("").get("/api/v1/payload-schema").expect(200).json();
        JsonObject payload = only().json();
        assertThat(payload.getString("schema_version"))
                .isEqualTo(schema.getJsonObject("properties")
                        .getJsonObject("schema_version")
                        .getString("const"));
        assertThat(payload.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        schema.getJsonArray("required").getValuesAs(JsonString::getString));
    }

    @Test
    void every_metric_of_the_contract_about_mail_and_rules_is_there_and_moves() {
        server.asRoot().recipient(domain, "tickets", receiver.url("/hook"));
        send("tickets", SmtpClient.mail("<metrics@b>", "s", "x"));
        only();

        String metrics = server.root("").get("/metrics").expect(200).body();
        assertThat(metrics)
                .containsPattern("(?m)^fastsmtp_auth_results_total\\{result=\"none\",type=\"dkim\"} [1-9]")
                .containsPattern("(?m)^fastsmtp_auth_results_total\\{result=\"none\",type=\"spf\"} [1-9]")
                .containsPattern("(?m)^fastsmtp_auth_results_total\\{result=\"temperror\",type=\"spf\"} 0")
                .containsPattern("(?m)^fastsmtp_rules_regex_timeouts_total 0")
                .containsPattern("(?m)^fastsmtp_smtp_message_size_bytes_count [1-9]")
                .containsPattern("(?m)^fastsmtp_smtp_messages_total\\{result=\"dropped\"} 0")
                .containsPattern("(?m)^fastsmtp_smtp_messages_total\\{result=\"accepted\"} ")
                .containsPattern("(?m)^fastsmtp_queue_depth\\{status=\"pending\"} ")
                .containsPattern("(?m)^fastsmtp_smtp_rate_limited_total\\{type=\"recipient\"} ")
                .containsPattern("(?m)^fastsmtp_journal_bytes [1-9]");
    }

    @Test
    void the_servers_own_figures_are_on_the_management_port() {
        assertThat(new Api("http://127.0.0.1:" + server.port("management_port"), "")
                        .get("/prometheus")
                        .expect(200)
                        .body())
                .containsPattern("(?m)^memory_used_heap.* [1-9]")
                .containsPattern("(?m)^undertow_.*request_count.* [0-9]")
                .containsPattern("(?m)^transactions_number_of_.*committed.* [0-9]");
    }

    @Test
    void an_attachment_arrives_inline() {
        server.asRoot().recipient(domain, "tickets", receiver.url("/hook"));
        String content = "From: a@b.example\r\nMessage-ID: <m@b>\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nSee file\r\n"
                + "--x\r\nContent-Type: application/pdf; name=\"r.pdf\"\r\nContent-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment; filename=\"r.pdf\"\r\n\r\n"
                + Base64.getEncoder().encodeToString("%PDF-1.4 body".getBytes(StandardCharsets.US_ASCII))
                + "\r\n--x--\r\n";

        send("tickets", content);

        JsonObject attachment = only().json().getJsonArray("attachments").getJsonObject(0);
        assertThat(attachment.getString("filename")).isEqualTo("r.pdf");
        assertThat(attachment.getString("storage")).isEqualTo("inline");
        assertThat(new String(Base64.getDecoder().decode(attachment.getString("content")), StandardCharsets.US_ASCII))
                .isEqualTo("%PDF-1.4 body");
    }

    @Test
    void a_failing_endpoint_is_tried_again_with_the_same_key() {
        AtomicInteger calls = new AtomicInteger();
        receiver.answer(call -> calls.incrementAndGet() < 3 ? 500 : 200);
        server.asRoot().recipient(domain, "tickets", receiver.url("/hook"));

        send("tickets", SmtpClient.mail("<r@b>", "again", "x"));

        await().atMost(Duration.ofSeconds(20)).until(() -> receiver.calls().size() == 3);
        assertThat(receiver.calls().stream()
                        .map(call -> call.header("X-Idempotency-Key"))
                        .distinct())
                .hasSize(1);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> row().getString("status").equals("delivered"));
        assertThat(row().getInt("attempts")).isEqualTo(3);
    }

    @Test
    void an_endpoint_that_never_recovers_ends_as_exhausted_and_can_be_retried() {
        receiver.answer(call -> 500);
        server.asRoot().recipient(domain, "tickets", receiver.url("/hook"));
        send("tickets", SmtpClient.mail("<x@b>", "dead", "x"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> row().getString("status").equals("exhausted"));
        assertThat(row().getInt("attempts")).isEqualTo(4);
        receiver.answer(call -> 200);

        server.asRoot()
                .post("/api/v1/delivery-log/" + row().getString("id") + "/retry", "")
                .expect(200);

        await().atMost(Duration.ofSeconds(10))
                .until(() -> row().getString("status").equals("delivered"));
    }

    @Test
    @DisplayName("finding 23: what was given up is listed, told with its history, and redriven by a job")
    void dead_letters_of_an_endpoint_are_redriven_together() {
        receiver.answer(call -> 410);
        server.asRoot().recipient(domain, "tickets", receiver.url("/gone"));
        for (int i = 0; i < 3; i++) {
            send("tickets", SmtpClient.mail("<dead" + i + "@b>", "dead", "x"));
        }
        String list = "/api/v1/dead-letters?kind=deliveries&domain=" + name;
        // The first 410 disables the endpoint: the others may wait for it.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !server.asRoot().get(list).expect(200).array().isEmpty());
        JsonObject dead = server.asRoot().get(list).array().getJsonObject(0);
        assertThat(dead.getString("reason")).startsWith("HTTP 410");
        assertThat(server.asRoot()
                        .get("/api/v1/dead-letters/" + dead.getString("id"))
                        .expect(200)
                        .json()
                        .getJsonArray("attempt_log"))
                .hasSize(1);
        receiver.answer(call -> 200);
        String filter = "{\"endpoint\": \"" + receiver.url("/gone") + "\", \"dry_run\": ";

        assertThat(server.asRoot().job("redrive", filter + "true}")).startsWith("COMPLETED:would-redrive,deliveries=");
        server.asRoot()
                .post("/api/v1/endpoints/enable", "{\"webhook_url\": \"" + receiver.url("/gone") + "\"}")
                .expect(200);
        assertThat(server.asRoot()
                        .ended(server.asRoot()
                                .post("/api/v1/dead-letters/redrive", filter + "false}")
                                .expect(202)
                                .json()))
                .startsWith("COMPLETED:deliveries=")
                .doesNotContain("deliveries=0");

        await().atMost(Duration.ofSeconds(30))
                .until(() -> receiver.calls().stream()
                                .map(Receiver.Call::messageId)
                                .distinct()
                                .count()
                        == 3);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> server.asRoot().get(list).array().isEmpty());
        assertThat(server.asRoot().job("reconcile", "{\"day\": \"today\"}")).contains(",drift=0");
        assertThat(server.asRoot()
                        .post("/api/v1/jobs/redrive", "{\"since\": \"later\"}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    @DisplayName("finding 23: dead letters by command line, and their alarm by mail")
    void dead_letters_are_handled_by_the_command_line() {
        String redriven = dead("cli-redriven");
        String cancelled = dead("cli-cancelled");
        String many = dead("cli-many");

        assertThat(fsmtp("list", "--domain", name, "--kind", "deliveries").out())
                .contains(redriven, cancelled, many, "HTTP 410", receiver.url("/cli-many"));
        assertThat(fsmtp("get", redriven).out()).contains(redriven, "exhausted", "HTTP 410", "attempt_log");
        Server.Said unknown = server.fsmtp("ops", "dead-letter", "redrive", name);
        assertThat(unknown.exit()).as(unknown.out()).isNotZero();
        assertThat(unknown.err()).isNotBlank();

        receiver.answer(call -> 200);
        fsmtp("cancel", cancelled);
        fsmtp("redrive", redriven);
        assertThat(fsmtp(
                                "redrive-all",
                                "--endpoint",
                                receiver.url("/cli-many"),
                                "--since",
                                "2026-01-01T00:00:00Z",
                                "--dry-run")
                        .out())
                .contains("would-redrive,deliveries=1");
        enable("/cli-many");
        assertThat(fsmtp("redrive-all", "--endpoint", receiver.url("/cli-many")).out())
                .contains("COMPLETED", "deliveries=1");

        isDelivered("cli-redriven", redriven);
        isDelivered("cli-many", many);
        assertThat(status(cancelled)).isEqualTo("cancelled");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ALARMS.calls().stream().anyMatch(call -> isAlarm(call, many)));
    }

    @Test
    @DisplayName("finding 23: dead letters by JMX")
    void dead_letters_are_handled_by_jmx() {
        String redriven = dead("jmx-redriven");
        String cancelled = dead("jmx-cancelled");
        LocalJmx jmx = server.jmx();

        assertThat((Long) jmx.attribute(DEAD_LETTERS, "Deliveries")).isGreaterThanOrEqualTo(2);
        assertThat((String[]) jmx.invoke(DEAD_LETTERS, "list", "int", 1000))
                .anyMatch(line -> line.startsWith(redriven + " delivery ") && line.contains("/jmx-redriven: HTTP 410"));
        String[] lines = (String[]) jmx.invoke(DEAD_LETTERS, "inspect", TEXT, redriven);
        assertThat(lines).hasSize(2);
        assertThat(lines[0]).startsWith("delivery exhausted " + receiver.url("/jmx-redriven"));
        assertThat(lines[1]).startsWith("attempt 1 ").contains(" 410");
        assertThat(jmx.invoke(DEAD_LETTERS, "redrive", TEXT, UUID.randomUUID().toString()))
                .isEqualTo(false);

        receiver.answer(call -> 200);
        assertThat(jmx.invoke(DEAD_LETTERS, "cancel", TEXT, cancelled)).isEqualTo(true);
        assertThat(jmx.invoke(DEAD_LETTERS, "cancel", TEXT, cancelled)).isEqualTo(false);
        assertThat(jmx.invoke(DEAD_LETTERS, "redrive", TEXT, redriven)).isEqualTo(true);
        Object execution =
                jmx.invoke(DEAD_LETTERS, "redriveAll", TEXT, "domain=" + name + " never-attempted=true dry-run=true");

        isDelivered("jmx-redriven", redriven);
        assertThat(status(cancelled)).isEqualTo("cancelled");
        assertThat(server.asRoot()
                        .ended(Json.createObjectBuilder()
                                .add("execution_id", (Long) execution)
                                .build()))
                .isEqualTo("COMPLETED:would-redrive,deliveries=0,messages=0");
        assertThat((Long) jmx.attribute("org.fastsmtp:type=Alarms", "Count")).isPositive();
    }

    @Test
    @DisplayName("finding 12: one delivery for each distinct recipient")
    void several_addresses_of_one_recipient_make_one_delivery() {
        server.asRoot().recipient(domain, "tickets", receiver.url("/hook"));
        server.asRoot().recipient(domain, "*", receiver.url("/all"));

        try (SmtpClient client = server.smtp()) {
            client.send(
                    "a@b.example",
                    "tickets@" + name + ",TICKETS+x@" + name + ",other@" + name + ",tickets@" + name,
                    SmtpClient.mail("<several@b>", "s", "x"));
        }

        await().atMost(Duration.ofSeconds(10)).until(() -> receiver.calls().size() == 2);
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(3))
                .until(() -> receiver.calls().size() == 2);
        assertThat(receiver.calls().stream().map(Receiver.Call::path)).containsExactlyInAnyOrder("/hook", "/all");
    }

    @Test
    void unknown_recipients_and_domains_are_refused_at_once() {
        try (SmtpClient client = server.smtp()) {
            client.command("MAIL FROM:<a@b.example>");
            assertThat(client.command("RCPT TO:<x@unknown.example>"))
                    .startsWith("550")
                    .contains("not configured");
            assertThat(client.command("RCPT TO:<nobody@" + name + ">"))
                    .startsWith("550")
                    .contains("not found");
        }
    }

    @Test
    void a_mail_that_is_too_large_is_refused_and_the_session_goes_on() {
        server.asRoot().recipient(domain, "tickets", receiver.url("/hook"));
        try (SmtpClient client = server.smtp()) {
            assertThat(client.command("MAIL FROM:<a@b.example> SIZE=99999999999"))
                    .startsWith("552");
            String line = "x".repeat(998) + "\r\n";
            String reply = client.send(
                    "a@b.example", "tickets@" + name, "Subject: big\r\n\r\n" + line.repeat(10_486_760 / 1000 + 10));
            assertThat(reply).startsWith("552");
            assertThat(client.send("a@b.example", "tickets@" + name, SmtpClient.mail("<after@b>", "s", "x")))
                    .startsWith("250");
        }
        assertThat(only().messageId()).isEqualTo("<after@b>");
    }

    @Test
    void wrong_json_and_unknown_keys_are_answered_as_the_contract_says() {
        assertThat(server.asRoot().post("/api/v1/domains", "{").status()).isEqualTo(422);
        assertThat(server.asRoot()
                        .post("/api/v1/domains", "{}")
                        .expect(422)
                        .json()
                        .getJsonArray("detail"))
                .hasSize(1);
        assertThat(server.root("fsmtp_wrong").get("/api/v1/domains").status()).isEqualTo(401);
    }

    /** A delivery to an endpoint of its own that said 410; its id. */
    private String dead(String localPart) {
        receiver.answer(call -> 410);
        server.asRoot().recipient(domain, localPart, receiver.url("/" + localPart));
        send(localPart, SmtpClient.mail("<" + localPart + "@b>", "dead", "x"));
        String list = "/api/v1/dead-letters?endpoint=" + receiver.url("/" + localPart);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !server.asRoot().get(list).expect(200).array().isEmpty());
        return server.asRoot().get(list).array().getJsonObject(0).getString("id");
    }

    private static Server.Said fsmtp(String... arguments) {
        List<String> all = new ArrayList<>(List.of("ops", "dead-letter"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--output", "json"));
        Server.Said said = server.fsmtp(all.toArray(String[]::new));
        assertThat(said.exit()).as(said.err()).isZero();
        return said;
    }

    private void enable(String path) {
        server.asRoot()
                .post("/api/v1/endpoints/enable", "{\"webhook_url\": \"" + receiver.url(path) + "\"}")
                .expect(200);
    }

    private void isDelivered(String localPart, String id) {
        await().atMost(Duration.ofSeconds(20)).until(() -> status(id).equals("delivered"));
        assertThat(receiver.calls().stream()
                        .filter(call -> call.path().equals("/" + localPart))
                        .map(call -> call.header("X-Idempotency-Key")))
                .containsExactly(id, id);
    }

    private static String status(String id) {
        return server.asRoot()
                .get("/api/v1/delivery-log/" + id)
                .expect(200)
                .json()
                .getString("status");
    }

    private static boolean isAlarm(Receiver.Call call, String id) {
        JsonObject mail = call.json();
        return mail.getString("from").equals("fastsmtp@sender.example")
                && mail.getString("subject").equals("FastSMTP: delivery " + id + " given up after 1 attempts")
                && mail.getString("body_text").contains("\"delivery_id\":\"" + id + "\"");
    }

    private String send(String localPart, String content) {
        try (SmtpClient client = server.smtp()) {
            return client.send("sender@sender.example", localPart + "@" + name, content);
        }
    }

    private Receiver.Call only() {
        await().atMost(Duration.ofSeconds(15)).until(() -> !receiver.calls().isEmpty());
        assertThat(receiver.calls()).hasSize(1);
        return receiver.calls().get(0);
    }

    private JsonObject row() {
        return server.asRoot()
                .get("/api/v1/domains/" + domain + "/delivery-log")
                .expect(200)
                .array()
                .getJsonObject(0);
    }

    /** CONTRACT section 1.9. */
    @Test
    void requests_of_one_key_or_one_address_in_a_minute_are_limited() {
        RawHttp http = new RawHttp(server.port("api_port"));
        String path = "/api/v1/auth/me";
        String client = "X-Forwarded-For: 192.0.2.77\r\n";

        RawHttp.Answer good = http.send("GET", path, client + "X-API-Key: " + Server.ROOT_KEY + "\r\n", new byte[0]);
        assertThat(good.status()).isEqualTo(200);
        assertThat(good.header("X-RateLimit-Limit")).isEqualTo("100000");
        assertThat(Integer.parseInt(good.header("X-RateLimit-Remaining"))).isBetween(90_000, 99_999);
        assertThat(Long.parseLong(good.header("X-RateLimit-Reset"))
                        - Instant.now().getEpochSecond())
                .isBetween(30L, 60L);
        for (int left = 4; left >= 0; left--) {
            RawHttp.Answer answer = http.send("GET", path, client, new byte[0]);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("X-RateLimit-Limit")).isEqualTo("5");
            assertThat(answer.header("X-RateLimit-Remaining")).isEqualTo(String.valueOf(left));
        }

        RawHttp.Answer refused = http.send("GET", path, client, new byte[0]);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(refused.header("Retry-After")).isEqualTo("60");
        assertThat(refused.header("X-Process-Time-Ms")).isEmpty();
        assertThat(refused.json().getInt("retry_after")).isEqualTo(60);
        assertThat(refused.json().getString("detail")).isNotEmpty();
        for (String free : List.of("/api/v1/health", "/api/v1/ready", "/api/v1/health/live", "/metrics")) {
            RawHttp.Answer answer = http.send("GET", free, client, new byte[0]);
            assertThat(answer.status()).as(free).isEqualTo(200);
            assertThat(answer.header("X-RateLimit-Limit")).as(free).isEmpty();
        }
        // Unknown keys are counted for themselves.
        String guess = client + "X-API-Key: fsmtp_guess_\r\n";
        for (int i = 0; i < 5; i++) {
            assertThat(http.send("GET", path, guess, new byte[0]).status()).isEqualTo(401);
        }
        RawHttp.Answer guessed = http.send("GET", path, guess, new byte[0]);
        assertThat(guessed.status()).isEqualTo(429);
        assertThat(guessed.json().getInt("retry_after")).isBetween(1, 60);
        assertThat(guessed.header("Retry-After"))
                .isEqualTo(String.valueOf(guessed.json().getInt("retry_after")));
    }
}
