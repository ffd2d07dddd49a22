package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.fastsmtp.json.Json;
import org.fastsmtp.operations.Readiness;

/** Alive, and ready for work (CONTRACT section 1.5). */
@Path("/")
@RequestScoped
public class HealthResource {
    private final Call call;
    private final Readiness readiness;
    private final Product product;

    public HealthResource() {
        this(null, null, null);
    }

    @Inject
    public HealthResource(Call call, Readiness readiness, Product product) {
        this.call = call;
        this.readiness = readiness;
        this.product = product;
    }

    /** Never touches the database. */
    @GET
    @Path("health")
    @Open
    public Response health() {
        return Answer.ok(Json.createObjectBuilder()
                .add("status", "ok")
                .add("version", product.version())
                .add("instance_id", product.instanceId())
                .build());
    }

    @GET
    @Path("ready")
    @Open
    public Response ready() {
        Fields query = call.query();
        boolean withQueue = query.optionalBool("include_queue").orElse(false);
        boolean withSmtp = query.optionalBool("include_smtp").orElse(false);
        call.validated();
        if (!readiness.isDatabaseReachable()) {
            throw new Problem(503, "Database unavailable");
        }
        JsonObjectBuilder answer =
                Json.createObjectBuilder().add("status", "ok").add("database", "ok");
        if (withSmtp) {
            answer.add("smtp", readiness.isSmtpListening() ? "ok" : "unavailable");
        } else {
            answer.add("smtp", JsonValue.NULL);
        }
        if (withQueue) {
            JsonObjectBuilder queue = Json.createObjectBuilder();
            readiness.queue().forEach(queue::add);
            answer.add("queue", queue);
        } else {
            answer.add("queue", JsonValue.NULL);
        }
        return Answer.ok(answer.build());
    }
}
