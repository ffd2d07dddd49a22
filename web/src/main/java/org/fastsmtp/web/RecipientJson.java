package org.fastsmtp.web;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import org.fastsmtp.domain.Recipient;
import org.fastsmtp.domain.RecipientDraft;
import org.fastsmtp.json.Json;

/** {@code Recipient} of CONTRACT section 1.8, and beside it how its endpoint wants to be called. */
final class RecipientJson {
    private static final String MASK = "********";

    private RecipientJson() {}

    /** @param open whether header values are shown (CONTRACT section 12); the signing secret never is */
    static JsonObject of(Recipient recipient, boolean open) {
        RecipientDraft content = recipient.content();
        JsonObjectBuilder headers = Json.createObjectBuilder();
        content.headers().forEach((name, value) -> headers.add(name, open ? value : MASK));
        return Json.createObjectBuilder()
                .add("id", Answer.id(recipient.id()))
                .add("domain_id", Answer.id(recipient.domainId()))
                .add("local_part", Answer.text(content.localPart()))
                .add("webhook_url", content.webhookUrl())
                .add("webhook_headers", headers)
                .add("is_enabled", content.isEnabled())
                .add("has_webhook_secret", recipient.hasSecret())
                .add("webhook_timeout", Answer.orNull(content.limits().timeout(), Json::createValue))
                .add("webhook_rate_per_second", Answer.orNull(content.limits().ratePerSecond(), Json::createValue))
                .add("webhook_concurrency", Answer.orNull(content.limits().concurrency(), Json::createValue))
                .add("webhook_retry_schedule", Answer.text(content.limits().retrySchedule()))
                .add("created_at", Answer.time(recipient.createdAt()))
                .add("updated_at", Answer.time(recipient.updatedAt()))
                .build();
    }
}
