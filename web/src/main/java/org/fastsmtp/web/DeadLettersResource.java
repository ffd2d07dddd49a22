package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.access.Audit;
import org.fastsmtp.access.DatabaseException;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.delivery.DeadEntry;
import org.fastsmtp.delivery.DeadFilter;
import org.fastsmtp.delivery.DeadLetter;
import org.fastsmtp.delivery.DeadLetterRedrive;
import org.fastsmtp.delivery.DeadLetters;
import org.fastsmtp.delivery.DeliveryLog;
import org.fastsmtp.delivery.DeliveryLog.Retried;
import org.fastsmtp.delivery.DeliveryStatus;
import org.fastsmtp.delivery.LogEntry;
import org.fastsmtp.json.Json;
import org.fastsmtp.retention.Jobs;

/**
 * Everything that was given up, of the whole server and so for superusers: deliveries and messages of queues. Those of one domain are in its
 * delivery log too, for its admins.
 */
@Path("/dead-letters")
@RequestScoped
public class DeadLettersResource {
    private static final int MOST = 500;
    private static final int USUAL = 50;
    private static final List<String> KINDS = List.of("all", "deliveries", "messages");

    private final Call call;
    private final DeadLetters deadLetters;
    private final DeadLetterRedrive redrive;
    private final DeliveryLog log;
    private final JobOrders jobs;
    private final Audit audit;

    public DeadLettersResource() {
        this(null, null, null, null, null, null);
    }

    @Inject
    public DeadLettersResource(
            Call call,
            DeadLetters deadLetters,
            DeadLetterRedrive redrive,
            DeliveryLog log,
            JobOrders jobs,
            Audit audit) {
        this.call = call;
        this.deadLetters = deadLetters;
        this.redrive = redrive;
        this.log = log;
        this.jobs = jobs;
        this.audit = audit;
    }

    /** The last that died first. */
    @GET
    public Response list() {
        Fields query = call.query();
        DeadFilter filter = new DeadFilter(
                DeadFilter.Kind.valueOf(
                        query.optionalWord("kind", KINDS).orElse("all").toUpperCase(Locale.ROOT)),
                DeliveryStatus.EXHAUSTED,
                query.optionalString("domain", 1, 255),
                query.optionalString("endpoint", 1, 2_083),
                query.optionalString("recipient", 1, 1_000),
                query.optionalDateTime("since").map(OffsetDateTime::toInstant),
                query.optionalDateTime("until").map(OffsetDateTime::toInstant),
                query.optionalBool("never_attempted").orElse(false));
        int limit = query.optionalInteger("limit", 1, MOST).orElse(USUAL);
        int offset = query.optionalInteger("offset", 0, Integer.MAX_VALUE).orElse(0);
        call.requireSuperuser().requireScope(Scopes.LOGS_READ);
        try {
            return Answer.list(deadLetters.waiting(filter, limit, offset), DeadLettersResource::json);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** All that a filter finds get another life, by the job {@code redrive}: its execution tells the progress. */
    @POST
    @Path("redrive")
    @WithBody
    public Response redriveMany() throws SQLException {
        var parameters = JobOrders.parameters(call.body());
        call.requireSuperuser().requireScope(Scopes.ADMIN);
        return jobs.start(Jobs.REDRIVE, parameters);
    }

    @GET
    @Path("{id}")
    public Response read() {
        UUID id = id();
        try {
            Optional<LogEntry> delivery = log.entry(id);
            return Answer.ok(delivery.isPresent() ? history(delivery.get()) : message(id));
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    @POST
    @Path("{id}/redrive")
    public Response redrive() {
        UUID id = id();
        try {
            if (log.entry(id).isPresent()) {
                refuse(log.retry(id) == Retried.REFUSED);
            } else {
                refuse(!message(id).getString("status").equals("waiting") || !redrive.redrive(id));
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
        note("redrive", id);
        return Answer.message("Dead letter redriven");
    }

    @POST
    @Path("{id}/cancel")
    public Response cancel() {
        UUID id = id();
        try {
            if (log.entry(id).isPresent()) {
                refuse(log.cancel(id, "cancelled by " + call.caller().name()) == Retried.REFUSED);
            } else {
                message(id);
                refuse(!deadLetters.cancel(id));
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
        note("cancel", id);
        return Answer.message("Dead letter cancelled");
    }

    private UUID id() {
        UUID id = call.path("id");
        call.validated();
        call.requireSuperuser().requireScope(Scopes.LOGS_READ);
        return id;
    }

    private JsonObject history(LogEntry delivery) throws SQLException {
        JsonArrayBuilder attempts = Json.createArrayBuilder();
        log.attempts(delivery.id()).forEach(attempt -> attempts.add(DeliveryJson.of(attempt)));
        return DeliveryJson.row(delivery)
                .add("kind", "delivery")
                .add("reason", delivery.lastError().orElse(""))
                .add("attempt_log", attempts)
                .build();
    }

    /** With who sent it to whom, as far as that can be read of what could not be processed. */
    private JsonObject message(UUID id) throws SQLException {
        DeadLetter letter = deadLetters.find(id).orElseThrow(() -> Problem.notFound("Dead letter not found"));
        String status = letter.isWaiting() ? "waiting" : letter.redrivenAt().isPresent() ? "redriven" : "cancelled";
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("id", Answer.id(letter.id()))
                .add("kind", "message")
                .add("status", status)
                .add("queue", letter.queue())
                .add("reason", letter.reason())
                .add("mail_id", Answer.orNull(letter.mailId(), (UUID mail) -> Answer.id(mail)))
                .add("created_at", Answer.time(letter.createdAt()))
                .add("redriven_at", Answer.orNull(letter.redrivenAt(), (Instant at) -> Answer.time(at)))
                .add("cancelled_at", Answer.orNull(letter.cancelledAt(), (Instant at) -> Answer.time(at)));
        return json.add(
                        "envelope",
                        deadLetters
                                .envelope(id)
                                .<JsonValue>map(envelope -> envelope)
                                .orElse(JsonValue.NULL))
                .build();
    }

    private static JsonObject json(DeadEntry entry) {
        return Json.createObjectBuilder()
                .add("id", Answer.id(entry.id()))
                .add("kind", entry.isMessage() ? "message" : "delivery")
                .add("reason", entry.reason())
                .add("died_at", Answer.time(entry.diedAt()))
                .add("created_at", Answer.time(entry.createdAt()))
                .add("mail_id", Answer.orNull(entry.mailId(), (UUID id) -> Answer.id(id)))
                .add("attempts", entry.attempts())
                .add("last_status_code", Answer.orNull(entry.lastStatusCode(), Json::createValue))
                .add("domain_id", Answer.orNull(entry.domainId(), (UUID id) -> Answer.id(id)))
                .add("recipient", Answer.text(entry.recipient()))
                .add("webhook_url", Answer.text(entry.webhookUrl()))
                .add("queue", Answer.text(entry.queue()))
                .build();
    }

    private static void refuse(boolean isRefused) {
        if (isRefused) {
            throw Problem.badRequest("It is no dead letter any more, or none that can be redriven");
        }
    }

    private void note(String action, UUID id) {
        audit.record(
                call.caller(),
                action,
                "dead_letter",
                Optional.of(id),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
