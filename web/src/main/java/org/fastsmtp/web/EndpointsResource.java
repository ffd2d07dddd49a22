package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.fastsmtp.access.Audit;
import org.fastsmtp.access.DatabaseException;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.delivery.EndpointKey;
import org.fastsmtp.delivery.Endpoints;
import org.fastsmtp.json.Json;

/** Health of webhook endpoints as this node sees them, and what an operator can do with one; for superusers, as endpoints may be shared. */
@Path("/endpoints")
@RequestScoped
public class EndpointsResource {
    private final Call call;
    private final Endpoints endpoints;
    private final Audit audit;
    private final Clock clock;

    public EndpointsResource() {
        this(null, null, null, null);
    }

    @Inject
    public EndpointsResource(Call call, Endpoints endpoints, Audit audit, Clock clock) {
        this.call = call;
        this.endpoints = endpoints;
        this.audit = audit;
        this.clock = clock;
    }

    @GET
    public Response list() {
        call.requireSuperuser().requireScope(Scopes.LOGS_READ);
        return Answer.list(endpoints.states(), DeliveryJson::of);
    }

    @POST
    @Path("enable")
    @WithBody
    public Response enable() {
        String url = url();
        return done("enable", url, () -> endpoints.enable(url));
    }

    @POST
    @Path("disable")
    @WithBody
    public Response disable() {
        String url = url();
        return done(
                "disable",
                url,
                () -> endpoints.disable(url, "disabled by " + call.caller().name()));
    }

    @POST
    @Path("reset-breaker")
    @WithBody
    public Response resetBreaker() {
        String url = url();
        return done("reset_breaker", url, () -> endpoints.resetBreaker(url));
    }

    @POST
    @Path("retry-failed")
    @WithBody
    public Response retryFailed() {
        Instant since = call.body()
                .optionalDateTime("since")
                .map(OffsetDateTime::toInstant)
                .orElseGet(() -> clock.instant().minus(Duration.ofDays(1)));
        String url = url();
        int[] count = new int[1];
        done("retry_failed", url, () -> count[0] = endpoints.retryFailedSince(url, since));
        return Answer.ok(Json.createObjectBuilder()
                .add("message", count[0] + " deliveries queued for retry")
                .add("count", count[0])
                .build());
    }

    private String url() {
        String url = call.body().requiredUrl("webhook_url");
        call.requireSuperuser().requireScope(Scopes.RECIPIENTS_WRITE);
        return url;
    }

    private Response done(String action, String url, Change change) {
        try {
            change.make();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
        audit.record(
                call.caller(),
                action,
                "endpoint",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Json.createObjectBuilder()
                        .add("url", EndpointKey.of(url).url())
                        .build()));
        return Answer.message("Endpoint: " + action.replace('_', ' ') + " done");
    }

    @FunctionalInterface
    private interface Change {
        void make() throws SQLException;
    }
}
