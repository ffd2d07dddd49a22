package org.fastsmtp.webhook;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.fastsmtp.json.Json;

/** A call by hand, to see whether a webhook answers (CONTRACT section 3.8). Guarded and bounded like any other. */
public final class TestCall {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final WebhookClient client;

    /** What the test mail says. */
    public record Mail(String from, String to, String subject, String body) {
        public Mail {
            Objects.requireNonNull(from);
            Objects.requireNonNull(to);
            Objects.requireNonNull(subject);
            Objects.requireNonNull(body);
        }
    }

    /** @param error empty on success */
    public record Result(boolean success, Optional<Integer> statusCode, Optional<String> error, Duration latency) {}

    public TestCall(WebhookClient client) {
        this.client = Objects.requireNonNull(client);
    }

    /** Without headers, key and signature. */
    public Result call(String url, Mail mail) {
        return result(client.post(new WebhookRequest(
                url, Optional.empty(), Map.of(), List.of(), RequestBody.of(payload(mail)), DEADLINE)));
    }

    /** As a recipient's deliveries are sent. */
    public Result call(String url, Mail mail, String id, Map<String, String> headers, List<WebhookSecret> secrets) {
        return result(client.post(
                new WebhookRequest(url, Optional.of(id), headers, secrets, RequestBody.of(payload(mail)), DEADLINE)));
    }

    private static Result result(Answer answer) {
        if (answer instanceof Answer.Response response) {
            Optional<String> error = response.isSuccess()
                    ? Optional.empty()
                    : Optional.of("HTTP " + response.status() + ": "
                            + response.text()
                                    .substring(0, Math.min(200, response.text().length())));
            return new Result(response.isSuccess(), Optional.of(response.status()), error, response.latency());
        }
        return new Result(false, Optional.empty(), Optional.of(((Answer.Fault) answer).text()), answer.latency());
    }

    private static String payload(Mail mail) {
        JsonArrayBuilder to = Json.createArrayBuilder().add(mail.to());
        JsonObject json = Json.createObjectBuilder()
                .add("message_id", "<test@fastsmtp.local>")
                .add("from", mail.from())
                .add("to", mail.to())
                .add("subject", mail.subject())
                .add("body_text", mail.body())
                .add("body_html", "")
                .add(
                        "headers",
                        Json.createObjectBuilder()
                                .add("From", mail.from())
                                .add("To", mail.to())
                                .add("Subject", mail.subject()))
                .add("envelope_from", mail.from())
                .add("envelope_to", to)
                .add("attachments", Json.createArrayBuilder())
                .add("has_attachments", false)
                .add("dkim_result", "none")
                .add("spf_result", "none")
                .add("tags", Json.createArrayBuilder().add("test"))
                .add("_test", true)
                .build();
        return json.toString();
    }
}
