package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.access.DatabaseException;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.delivery.RecipientCall;
import org.fastsmtp.json.Json;
import org.fastsmtp.webhook.TestCall;

/** A call by hand: to any address, or to a recipient with its headers and signature (CONTRACT section 3.8). */
@Path("/test-webhook")
@RequestScoped
public class TestWebhookResource {
    private static final int LONGEST = 10_000;

    private final Call call;
    private final TestCall calls;
    private final RecipientCall recipients;

    public TestWebhookResource() {
        this(null, null, null);
    }

    @Inject
    public TestWebhookResource(Call call, TestCall calls, RecipientCall recipients) {
        this.call = call;
        this.calls = calls;
        this.recipients = recipients;
    }

    /** Always 200 once authorised; how it went stands in the answer. */
    @POST
    @WithBody
    public Response test() {
        Fields body = call.body();
        Optional<UUID> recipient = body.has("recipient_id") ? body.optionalUuid("recipient_id") : Optional.empty();
        String url = body.has("recipient_id") ? "" : body.requiredUrl("webhook_url");
        TestCall.Mail mail = new TestCall.Mail(
                body.optionalString("from_address", 0, LONGEST).orElse("test@fastsmtp.local"),
                body.optionalString("to_address", 0, LONGEST).orElse("recipient@example.com"),
                body.optionalString("subject", 0, LONGEST).orElse("Test email from FastSMTP"),
                body.optionalString("body", 0, 1_000_000).orElse("This is a test mail from FastSMTP."));
        call.validated();
        if (recipient.isPresent()) {
            return Answer.ok(json(toRecipient(recipient.get(), mail)));
        }
        if (!call.caller().isSuperuser()) {
            call.requireScope(Scopes.RECIPIENTS_WRITE);
        }
        return Answer.ok(json(calls.call(url, mail)));
    }

    private TestCall.Result toRecipient(UUID id, TestCall.Mail mail) {
        try {
            UUID domainId = recipients.domain(id).orElseThrow(TestWebhookResource::missing);
            call.domain(domainId).requireAdmin().requireScope(Scopes.RECIPIENTS_WRITE);
            return recipients.call(id, mail).orElseThrow(TestWebhookResource::missing);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static JsonObject json(TestCall.Result result) {
        BigDecimal millis = BigDecimal.valueOf(result.latency().toNanos(), 6).setScale(2, RoundingMode.HALF_UP);
        return Json.createObjectBuilder()
                .add("success", result.success())
                .add("status_code", Answer.orNull(result.statusCode(), Json::createValue))
                .add("error", Answer.text(result.error()))
                .add("response_time_ms", millis)
                .build();
    }

    private static Problem missing() {
        return Problem.notFound("Recipient not found");
    }
}
