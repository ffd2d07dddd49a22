package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import org.fastsmtp.json.Json;
import org.fastsmtp.operations.HealthFacts;
import org.fastsmtp.operations.Operations;
import org.fastsmtp.operations.Startup;

/**
 * Health for orchestrators (finding 24), beside the contract's {@code /health} and {@code /ready}: 200 or 503, and every part by name.
 * {@code only=smtp,broker,disk} asks for some parts, e.g. for a service that must take mail while the database is away.
 */
@Path("/")
@RequestScoped
public class ProbeResource {
    private final Call call;
    private final Operations operations;
    private final Startup startup;

    public ProbeResource() {
        this(null, null, null);
    }

    @Inject
    public ProbeResource(Call call, Operations operations, Startup startup) {
        this.call = call;
        this.operations = operations;
        this.startup = startup;
    }

    /** Whether the process serves requests; looks at nothing else: a restart would not bring back a database. */
    @GET
    @Path("health/live")
    @Open
    public Response live() {
        return Answer.ok(Json.createObjectBuilder().add("status", "up").build());
    }

    /** Whether the schema is in place and work can begin. */
    @GET
    @Path("health/started")
    @Open
    public Response started() {
        boolean isStarted = startup.isMigrated();
        return Answer.of(
                isStarted ? 200 : 503,
                Json.createObjectBuilder()
                        .add("status", isStarted ? "up" : "down")
                        .build());
    }

    @GET
    @Path("health/ready")
    @Open
    public Response ready() {
        String only = call.query().optionalString("only", 0, 200).orElse("");
        call.validated();
        List<String> names = Arrays.stream(only.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        List<HealthFacts.Fact> facts = operations.facts(names);
        boolean isReady = HealthFacts.isReady(facts);
        JsonArrayBuilder degraded = Json.createArrayBuilder();
        JsonObjectBuilder parts = Json.createObjectBuilder();
        for (HealthFacts.Fact fact : facts) {
            if (!fact.isUp()) {
                degraded.add(fact.name());
            }
            parts.add(
                    fact.name(),
                    Json.createObjectBuilder()
                            .add("status", fact.isUp() ? "up" : "down")
                            .add("vital", fact.isVital())
                            .add("detail", fact.detail()));
        }
        return Answer.of(
                isReady ? 200 : 503,
                Json.createObjectBuilder()
                        .add("status", isReady ? "up" : "down")
                        .add("degraded", degraded)
                        .add("parts", parts)
                        .build());
    }
}
