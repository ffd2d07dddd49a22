package org.fastsmtp.cli.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.cli.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String BODY = "{\"message_id\":\"<a@b>\",\"subject\":\"Grüße\\u0007\"}";

    private final Verification verification = Verification.with(SECRET, Clock.fixed(NOW, ZoneOffset.UTC));

    /** Signed by the library of Standard Webhooks, not by us. */
    private static Map<String, String> signed(String secret, Instant at) {
        try {
            String signature = new Webhook(secret).sign("msg_1", at.getEpochSecond(), BODY);
            return Map.of(
                    "webhook-id",
                    "msg_1",
                    "webhook-timestamp",
                    String.valueOf(at.getEpochSecond()),
                    "webhook-signature",
                    signature);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String verdict(Map<String, String> headers, String body) {
        return verification.of(headers::get, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_signature_of_standard_webhooks_is_valid() {
        assertThat(verdict(signed(SECRET, NOW), BODY)).isEqualTo("signature valid");
    }

    @Test
    void one_of_several_signatures_is_enough() {
        Map<String, String> headers = new java.util.HashMap<>(signed(SECRET, NOW));
        headers.merge("webhook-signature", "v1,AAAA v1a,xyz ", (good, other) -> other + good);
        assertThat(verdict(headers, BODY)).isEqualTo("signature valid");
    }

    @Test
    void everything_else_is_not() {
        assertThat(verdict(signed(SECRET, NOW), BODY + " ")).startsWith("SIGNATURE INVALID");
        assertThat(verdict(signed("whsec_AAAA", NOW), BODY)).startsWith("SIGNATURE INVALID");
        assertThat(verdict(signed(SECRET, NOW.minusSeconds(301)), BODY)).startsWith("SIGNATURE TOO OLD");
        assertThat(verdict(Map.of(), BODY)).startsWith("NOT SIGNED");
        assertThat(verdict(Map.of("webhook-id", "a", "webhook-timestamp", "x", "webhook-signature", "v1,!"), BODY))
                .startsWith("SIGNATURE INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", "whsec_!!", "not base64"})
    void a_secret_of_another_form_is_refused(String secret) {
        assertThatThrownBy(() -> Verification.with(secret, Clock.systemUTC())).isInstanceOf(Failure.class);
    }

    @Test
    void a_request_is_printed_and_answered_as_wished() throws Exception {
        assertThat(exchange(Format.TABLE, Optional.empty(), 503, Map.of(), 503))
                .contains("POST /hook -> 503")
                .contains("x-idempotency-key: k")
                .contains("\"message_id\": \"<a@b>\"")
                .contains("Grüße\\u0007");
    }

    @Test
    void json_is_one_line_for_each_request() throws Exception {
        assertThat(exchange(Format.JSON, Optional.empty(), 200, Map.of(), 200).strip())
                .doesNotContain("\n")
                .contains("\"path\":\"/hook\"")
                .contains("\"message_id\":\"<a@b>\"");
    }

    @Test
    void what_is_not_signed_is_answered_401() throws Exception {
        assertThat(exchange(Format.TABLE, Optional.of(verification), 200, Map.of(), 401))
                .contains("NOT SIGNED");
        assertThat(exchange(Format.TABLE, Optional.of(verification), 200, signed(SECRET, NOW), 200))
                .contains("signature valid");
    }

    private static String exchange(
            Format format, Optional<Verification> verification, int status, Map<String, String> headers, int expected)
            throws IOException, InterruptedException {
        StringWriter out = new StringWriter();
        CountDownLatch answered = new CountDownLatch(1);
        Reception reception = new Reception(new PrintWriter(out), format, verification, status, answered::countDown);
        Receiver receiver = Receiver.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), reception);
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(receiver.url() + "hook"))
                    .header("X-Idempotency-Key", "k")
                    .POST(HttpRequest.BodyPublishers.ofString(BODY));
            headers.forEach(request::header);
            int answer = HttpClient.newHttpClient()
                    .send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            assertThat(answer).isEqualTo(expected);
            assertThat(answered.await(5, TimeUnit.SECONDS)).isTrue();
        } finally {
            receiver.stop();
        }
        return out.toString();
    }
}
