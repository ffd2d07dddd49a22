package org.fastsmtp.web;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.UUID;
import org.fastsmtp.delivery.Attempt;
import org.fastsmtp.delivery.EndpointState;
import org.fastsmtp.delivery.LogEntry;
import org.fastsmtp.json.Json;

/** Delivery log row of CONTRACT section 1.8, and beside it the recipient's address and the attempts. */
final class DeliveryJson {
    private DeliveryJson() {}

    static JsonObject of(LogEntry entry) {
        return row(entry).build();
    }

    static JsonObjectBuilder row(LogEntry entry) {
        return Json.createObjectBuilder()
                .add("id", Answer.id(entry.id()))
                .add("domain_id", Answer.orNull(entry.domainId(), (UUID id) -> Answer.id(id)))
                .add("message_id", entry.messageId())
                .add("recipient_id", Answer.orNull(entry.recipientId(), (UUID id) -> Answer.id(id)))
                .add("webhook_url", entry.webhookUrl())
                .add("payload_hash", entry.payloadHash())
                .add("status", entry.status().word())
                .add("attempts", entry.attempts())
                .add("next_retry_at", Answer.orNull(entry.nextRetryAt(), (Instant at) -> Answer.time(at)))
                .add("last_error", Answer.text(entry.lastError()))
                .add("last_status_code", Answer.orNull(entry.lastStatusCode(), Json::createValue))
                .add("instance_id", entry.instanceId())
                .add("delivered_at", Answer.orNull(entry.deliveredAt(), (Instant at) -> Answer.time(at)))
                .add("dkim_result", Answer.text(entry.dkimResult()))
                .add("spf_result", Answer.text(entry.spfResult()))
                .add("created_at", Answer.time(entry.createdAt()))
                .add("updated_at", Answer.time(entry.updatedAt()))
                .add("mail_id", Answer.id(entry.mailId()))
                .add("recipient", entry.recipient());
    }

    static JsonObject of(Attempt attempt) {
        return Json.createObjectBuilder()
                .add("number", attempt.number())
                .add("started_at", Answer.time(attempt.startedAt()))
                .add("latency_ms", attempt.latency().toMillis())
                .add("address", Answer.text(attempt.address()))
                .add("status_code", Answer.orNull(attempt.status(), Json::createValue))
                .add("answer", Answer.text(attempt.answer()))
                .add("error_class", Answer.text(attempt.errorClass()))
                .add("error", Answer.text(attempt.error()))
                .add("trigger", attempt.cause())
                .build();
    }

    static JsonObject of(EndpointState state) {
        return Json.createObjectBuilder()
                .add("url", state.key().url())
                .add("breaker", state.breaker())
                .add("in_flight", state.inFlight())
                .add("window", state.window())
                .add("failing_since", Answer.orNull(state.failingSince(), (Instant at) -> Answer.time(at)))
                .add("disabled_at", Answer.orNull(state.disabledAt(), (Instant at) -> Answer.time(at)))
                .build();
    }
}
