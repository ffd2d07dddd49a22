package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.access.Audit;
import org.fastsmtp.access.DatabaseException;
import org.fastsmtp.delivery.DeliveryLog;
import org.fastsmtp.delivery.DeliveryLog.Retried;
import org.fastsmtp.delivery.LogEntry;
import org.fastsmtp.delivery.PayloadView;
import org.fastsmtp.json.Json;

/** One delivery: reading with its payload and attempts, retry, cancel (CONTRACT section 1.8). */
@Path("/delivery-log/{log_id}")
@RequestScoped
public class DeliveryResource {
    private final Call call;
    private final DeliveryAccess access;
    private final DeliveryLog log;
    private final PayloadView payloads;
    private final Audit audit;

    public DeliveryResource() {
        this(null, null, null, null, null);
    }

    @Inject
    public DeliveryResource(Call call, DeliveryAccess access, DeliveryLog log, PayloadView payloads, Audit audit) {
        this.call = call;
        this.access = access;
        this.log = log;
        this.payloads = payloads;
        this.audit = audit;
    }

    @GET
    public Response read() {
        LogEntry entry = access.forMember();
        try {
            JsonObjectBuilder row = DeliveryJson.row(entry);
            JsonArrayBuilder attempts = Json.createArrayBuilder();
            log.attempts(entry.id()).forEach(attempt -> attempts.add(DeliveryJson.of(attempt)));
            row.add("attempt_log", attempts);
            row.add("decision", object(log.decision(entry.id()).orElseThrow(DeliveryAccess::missing)));
            row.add(
                    "payload",
                    payloads.of(entry.id()).<JsonValue>map(payload -> payload).orElse(JsonValue.NULL));
            return Answer.ok(row.build());
        } catch (SQLException e) {
            throw new DatabaseException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @POST
    @Path("retry")
    public Response retry() {
        LogEntry entry = access.forAdmin();
        try {
            if (log.retry(entry.id()) == Retried.REFUSED) {
                throw Problem.badRequest(
                        "Cannot retry a delivery with status '" + entry.status().word() + "'");
            }
            note("retry", Optional.of(entry.id()), entry.domainId());
            return Answer.message("Delivery queued for retry");
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    @POST
    @Path("cancel")
    public Response cancel() {
        LogEntry entry = access.forAdmin();
        try {
            if (log.cancel(entry.id(), "cancelled by " + call.caller().name()) == Retried.REFUSED) {
                throw Problem.badRequest("Cannot cancel a delivery with status '"
                        + entry.status().word() + "'");
            }
            note("cancel", Optional.of(entry.id()), entry.domainId());
            return Answer.message("Delivery cancelled");
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static JsonObject object(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    private void note(String action, Optional<UUID> deliveryId, Optional<UUID> domainId) {
        audit.record(call.caller(), action, "delivery", deliveryId, domainId, Optional.empty(), Optional.empty());
    }
}
