package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.access.Audit;
import org.fastsmtp.access.DatabaseException;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.delivery.DeliveryLog;
import org.fastsmtp.delivery.LogFilter;
import org.fastsmtp.json.Json;

/** The delivery log of a domain: reading and bulk retry (CONTRACT section 1.8). */
@Path("/domains/{domain_id}/delivery-log")
@RequestScoped
public class DeliveryLogResource {
    private static final int MOST = 500;
    private static final int USUAL = 50;

    private final Call call;
    private final DeliveryLog log;
    private final Audit audit;

    public DeliveryLogResource() {
        this(null, null, null);
    }

    @Inject
    public DeliveryLogResource(Call call, DeliveryLog log, Audit audit) {
        this.call = call;
        this.log = log;
        this.audit = audit;
    }

    @GET
    public Response list() {
        LogFilter filter = filter();
        call.domain(filter.domainId()).requireMember().requireScope(Scopes.LOGS_READ);
        try {
            return Answer.list(log.list(filter), DeliveryJson::of);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** Everything that the filter finds and that a retry can move. */
    @POST
    @Path("retry")
    public Response retryMany() {
        LogFilter filter = filter();
        call.domain(filter.domainId()).requireAdmin().requireScope(Scopes.LOGS_READ);
        try {
            int count = log.retry(filter);
            audit.record(
                    call.caller(),
                    "retry",
                    "delivery",
                    Optional.empty(),
                    Optional.of(filter.domainId()),
                    Optional.empty(),
                    Optional.of(Json.createObjectBuilder().add("count", count).build()));
            return Answer.ok(Json.createObjectBuilder()
                    .add("message", count + " deliveries queued for retry")
                    .add("count", count)
                    .build());
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private LogFilter filter() {
        UUID domainId = call.path("domain_id");
        Fields query = call.query();
        return new LogFilter(
                domainId,
                query.optionalString("status", 0, 255),
                query.optionalString("message_id", 0, 10_000),
                query.optionalString("recipient", 0, 1_000),
                query.optionalString("webhook_url", 0, 2_083),
                query.optionalDateTime("since").map(OffsetDateTime::toInstant),
                query.optionalDateTime("until").map(OffsetDateTime::toInstant),
                query.optionalBool("never_attempted").orElse(false),
                query.optionalInteger("limit", 1, MOST).orElse(USUAL),
                query.optionalInteger("offset", 0, Integer.MAX_VALUE).orElse(0));
    }
}
