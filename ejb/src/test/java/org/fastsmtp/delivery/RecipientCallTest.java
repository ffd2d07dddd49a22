package org.fastsmtp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.http.HttpHeaders;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.fastsmtp.json.Json;
import org.fastsmtp.webhook.AddressGuard;
import org.fastsmtp.webhook.AllowList;
import org.fastsmtp.webhook.Receiver;
import org.fastsmtp.webhook.TestCall;
import org.fastsmtp.webhook.WebhookClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The test call of CONTRACT section 3.8, by URL and by recipient. */
class RecipientCallTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OLD = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static final TestCall.Mail MAIL = new TestCall.Mail("a@b.example", "c@d.example", "s", "text");

    private final DeliveryStage stage = new DeliveryStage();
    private final WebhookClient client = client(List.of("127.0.0.1"));
    private final WebhookClient strict = client(List.of());

    @AfterEach
    void close() {
        client.close();
        strict.close();
        stage.close();
    }

    @Test
    void a_test_of_a_recipient_is_sent_as_its_deliveries_are() throws Exception {
        stage.fixture.update(
                "UPDATE recipients SET webhook_url = ?, webhook_headers = '{\"Authorization\":\"Bearer x\"}', webhook_secret = ?,"
                        + " previous_webhook_secret = ?, previous_secret_until = DATEADD('HOUR', 1, CURRENT_TIMESTAMP)",
                stage.receiver.url(),
                SECRET,
                OLD);

        TestCall.Result result = call(client).orElseThrow();

        assertThat(result.success()).isTrue();
        assertThat(result.statusCode()).hasValue(200);
        Receiver.Call call = stage.receiver.calls().get(0);
        assertThat(call.header("Authorization")).isEqualTo("Bearer x");
        assertThat(call.header("X-Idempotency-Key")).hasSize(36);
        HttpHeaders headers = HttpHeaders.of(call.headers(), (name, value) -> true);
        new Webhook(SECRET).verify(call.body(), headers);
        new Webhook(OLD).verify(call.body(), headers);
        JsonObject payload = Json.createReader(new StringReader(call.body())).readObject();
        assertThat(payload.getBoolean("_test")).isTrue();
        assertThat(payload.getString("message_id")).isEqualTo("<test@fastsmtp.local>");
    }

    @Test
    void an_old_secret_signs_no_test_once_its_time_is_over() throws Exception {
        stage.fixture.update(
                "UPDATE recipients SET webhook_url = ?, webhook_secret = ?, previous_webhook_secret = ?,"
                        + " previous_secret_until = DATEADD('HOUR', -1, CURRENT_TIMESTAMP)",
                stage.receiver.url(),
                SECRET,
                OLD);

        call(client);

        assertThat(stage.receiver.calls().get(0).header("Webhook-Signature"))
                .startsWith("v1,")
                .doesNotContain(" ");
    }

    @Test
    void a_test_by_url_has_no_key_no_signature_and_tells_what_was_answered() {
        stage.receiver.answers(418, "x".repeat(500));

        TestCall.Result result = new TestCall(client).call(stage.receiver.url(), MAIL);

        assertThat(result.success()).isFalse();
        assertThat(result.statusCode()).hasValue(418);
        assertThat(result.error()).hasValue("HTTP 418: " + "x".repeat(200));
        assertThat(stage.receiver.calls().get(0).header("X-Idempotency-Key")).isEmpty();
        assertThat(stage.receiver.calls().get(0).header("Webhook-Signature")).isEmpty();
    }

    @Test
    @DisplayName("finding 4: a test call goes to no internal address")
    void tests_are_guarded() throws SQLException {
        stage.fixture.update("UPDATE recipients SET webhook_url = ?", stage.receiver.url());

        for (TestCall.Result result :
                List.of(call(strict).orElseThrow(), new TestCall(strict).call(stage.receiver.url(), MAIL))) {
            assertThat(result.success()).isFalse();
            assertThat(result.statusCode()).isEmpty();
            assertThat(result.error().orElseThrow()).contains("blocked");
        }
        assertThat(stage.receiver.calls()).isEmpty();
    }

    @Test
    void a_recipient_that_is_deleted_cannot_be_called() throws SQLException {
        stage.fixture.update("UPDATE recipients SET deleted_at = CURRENT_TIMESTAMP");

        assertThat(call(client)).isEmpty();
    }

    private Optional<TestCall.Result> call(WebhookClient by) throws SQLException {
        UUID recipient =
                (UUID) stage.fixture.select("SELECT id FROM recipients").get(0).get("ID");
        return new RecipientCall(stage.fixture.database, DeliveryStage.PLAIN, new TestCall(by)).call(recipient, MAIL);
    }

    private static WebhookClient client(List<String> allowed) {
        return new WebhookClient(
                new AddressGuard(new AllowList(allowed), AddressGuard.Resolver.system()),
                5,
                Clock.systemUTC(),
                Executors.defaultThreadFactory());
    }
}
