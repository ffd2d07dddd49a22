package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every database must pass: attachments and raw mail in the S3 server of somebody else, also when it is ill. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ObjectStoreContract {
    private static final String TEXT = "What is attached, in octets: äöü";

    private final AtomicInteger next = new AtomicInteger();
    private final Receiver receiver = new Receiver();
    final S3Proxy s3 = new S3Proxy();
    Server server;
    private String name;
    private String domain;
    private int seen;

    /** Configured as every server of these tests, not started. */
    Server prepared(String directory) {
        return s3.configure(new Server(directory))
                .with("attachment_storage", "s3")
                .with("preserve_raw_required", "true")
                .with("smtp_max_message_size", "62914560")
                .with("webhook_retry_schedule", "1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s");
    }

    @BeforeEach
    void domain() {
        if (!Server.isListening(server.port("api_port"))) {
            s3.start();
            server.start();
        }
        domain(false);
        seen = receiver.calls().size();
    }

    /** Makes the domain that mails of this test go to. */
    private void domain(boolean keepsRaw) {
        name = "s" + next.incrementAndGet() + ".example.com";
        domain = server.asRoot()
                .post(
                        "/api/v1/domains",
                        "{\"domain_name\": \"" + name + "\", \"preserve_raw_message\": " + keepsRaw + "}")
                .expect(201)
                .json()
                .getString("id");
        server.asRoot().recipient(domain, "*", receiver.url("/hook"));
    }

    void end() {
        server.close();
        s3.close();
        receiver.close();
    }

    static String mail(String id, String attachment) {
        return "From: a@b.example\r\nMessage-ID: " + id + "\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                + "--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n"
                + "--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment; filename=\"../offer 1.pdf\"\r\n\r\n" + attachment + "\r\n--b--";
    }

    String send(String id) {
        String content = mail(id, Base64.getMimeEncoder().encodeToString(TEXT.getBytes(StandardCharsets.UTF_8)));
        try (SmtpClient client = server.smtp()) {
            assertThat(client.send("a@b.example", "x@" + name, content)).startsWith("250");
        }
        return content;
    }

    /** The payload of the next delivery. */
    JsonObject payload() {
        await().atMost(Duration.ofSeconds(120)).until(() -> receiver.calls().size() > seen);
        return receiver.calls().get(seen++).json();
    }

    static JsonObject attachment(JsonObject payload) {
        return payload.getJsonArray("attachments").getJsonObject(0);
    }

    private JsonObject row() {
        return server.asRoot()
                .get("/api/v1/domains/" + domain + "/delivery-log")
                .expect(200)
                .array()
                .getJsonObject(0);
    }

    private boolean waitsForTheArchive() {
        return !row().isNull("last_error") && row().getString("last_error").equals("the raw mail is not archived yet");
    }

    /** For all mail of a domain that keeps none by itself. */
    private void ruleThatKeepsRaw() {
        String rulesets = "/api/v1/domains/" + domain + "/rulesets";
        String ruleset = server.asRoot()
                .post(rulesets, "{\"name\": \"keep\"}")
                .expect(201)
                .json()
                .getString("id");
        server.asRoot()
                .post(
                        rulesets + "/" + ruleset + "/rules",
                        "{\"field\": \"subject\", \"operator\": \"not_equals\", \"value\": \"x\","
                                + " \"action\": \"tag\", \"preserve_raw\": true}")
                .expect(201);
    }

    /** As somebody who only has the address. */
    static HttpResponse<byte[]> fetch(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    void isFallback(JsonObject attachment) {
        assertThat(attachment.getString("storage")).isEqualTo("inline");
        assertThat(attachment.getBoolean("storage_fallback")).isTrue();
        assertThat(Base64.getDecoder().decode(attachment.getString("content")))
                .isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8));
        assertThat(s3.file(attachment.getString("key"))).doesNotExist();
    }

    /** Waits until the server has found out that S3 answers again. */
    void isUsedAgain() {
        await().atMost(Duration.ofSeconds(90)).until(() -> {
            send("<again" + next.incrementAndGet() + "@b>");
            return attachment(payload()).getString("storage").equals("s3");
        });
    }

    @Test
    void an_attachment_lies_in_the_store_and_whoever_has_the_url_gets_it() throws IOException, InterruptedException {
        send("<s3/../1@b>");

        JsonObject attachment = attachment(payload());
        assertThat(attachment.getString("storage")).isEqualTo("s3");
        assertThat(attachment.getString("bucket")).isEqualTo(S3Proxy.BUCKET);
        assertThat(attachment.getString("key")).startsWith("attachments/" + name + "/");
        assertThat(attachment).doesNotContainKeys("content", "truncated");
        HttpResponse<byte[]> answer = fetch(attachment.getString("presigned_url"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/pdf");
        assertThat(answer.body()).isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8));
        assertThat(fetch(attachment.getString("url")).statusCode()).isEqualTo(403);
        assertThat(fetch(attachment.getString("presigned_url").replace("offer", "other"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(Instant.parse(attachment.getString("expires_at"))).isAfter(Instant.now());
    }

    @Test
    void the_raw_mail_is_archived_octet_for_octet_without_our_trace_field() throws IOException, InterruptedException {
        domain(true);
        String content = send("<raw@b>");

        JsonObject block = payload().getJsonObject("raw_message");
        assertThat(block.getString("key")).startsWith("raw/" + name + "/").endsWith(".eml");
        HttpResponse<byte[]> answer = fetch(block.getString("presigned_url"));
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(content + "\r\n");
        assertThat(answer.body()).hasSize(block.getInt("size"));
    }

    @Test
    void an_attachment_of_40_mib_streams_into_the_store() throws IOException {
        byte[] file = new byte[40 * 1024 * 1024];
        new Random(1).nextBytes(file);
        try (SmtpClient client = server.smtp()) {
            String content = mail("<large@b>", Base64.getMimeEncoder().encodeToString(file));
            assertThat(client.send("a@b.example", "x@" + name, content)).startsWith("250");
        }

        JsonObject attachment = attachment(payload());
        assertThat(attachment.getString("storage")).isEqualTo("s3");
        assertThat(Arrays.equals(Files.readAllBytes(s3.file(attachment.getString("key"))), file))
                .isTrue();
    }

    @Test
    void a_store_that_is_down_delays_only_what_requires_it() {
        s3.stop();
        send("<down@b>");
        isFallback(attachment(payload()));

        domain(true);
        send("<required@b>");
        await().atMost(Duration.ofSeconds(60)).until(this::waitsForTheArchive);
        domain(false);
        ruleThatKeepsRaw();
        send("<by-rule@b>");
        await().atMost(Duration.ofSeconds(60)).until(this::waitsForTheArchive);
        assertThat(receiver.calls()).hasSize(seen);
        s3.start();
        List<JsonObject> late = List.of(payload(), payload());
        assertThat(late)
                .extracting(payload -> payload.getString("message_id"))
                .containsExactlyInAnyOrder("<required@b>", "<by-rule@b>");
        assertThat(late)
                .allSatisfy(payload -> assertThat(
                                s3.file(payload.getJsonObject("raw_message").getString("key")))
                        .exists());
        isUsedAgain();
    }

    @Test
    void a_store_that_refuses_loses_nothing() {
        s3.stop();
        s3.startRefusing();
        send("<refused@b>");
        isFallback(attachment(payload()));

        s3.stop();
        s3.start();
        isUsedAgain();
    }

    @Test
    @DisplayName("finding 18: cleanup removes objects with their rows")
    void objects_go_with_their_rows() throws IOException, InterruptedException {
        domain(true);
        send("<old@b>");
        JsonObject payload = payload();
        String url = attachment(payload).getString("presigned_url");
        assertThat(s3.file(attachment(payload).getString("key"))).exists();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> row().getString("status").equals("delivered"));

        server.asRoot()
                .post("/api/v1/operations/cleanup", "{\"before\": \"" + Instant.now() + "\"}")
                .expect(200);

        assertThat(s3.file(attachment(payload).getString("key"))).doesNotExist();
        assertThat(s3.file(payload.getJsonObject("raw_message").getString("key")))
                .doesNotExist();
        assertThat(fetch(url).statusCode()).isEqualTo(404);
        assertThat(server.asRoot()
                        .get("/api/v1/domains/" + domain + "/delivery-log")
                        .array())
                .isEmpty();
    }
}
