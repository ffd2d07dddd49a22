package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.StringReader;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.fastsmtp.access.Audit;
import org.fastsmtp.access.AuditEntry;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.json.Json;

/** The log of what was changed, for superusers; newest first. */
@Path("/audit-log")
@RequestScoped
public class AuditResource {
    private static final int MOST = 500;
    private static final int USUAL = 50;

    private final Call call;
    private final Audit audit;

    public AuditResource() {
        this(null, null);
    }

    @Inject
    public AuditResource(Call call, Audit audit) {
        this.call = call;
        this.audit = audit;
    }

    @GET
    public Response list() {
        Fields query = call.query();
        Audit.Search search = new Audit.Search(
                query.optionalDateTime("since").map(OffsetDateTime::toInstant),
                query.optionalDateTime("until").map(OffsetDateTime::toInstant),
                query.optionalString("actor", 1, 255),
                query.optionalString("target", 1, 50),
                query.optionalUuid("domain_id"),
                query.optionalInteger("limit", 1, MOST).orElse(USUAL),
                query.optionalInteger("offset", 0, Integer.MAX_VALUE).orElse(0));
        call.requireSuperuser().requireScope(Scopes.USERS_READ);
        return Answer.list(audit.list(search), AuditResource::json);
    }

    private static JsonObject json(AuditEntry entry) {
        return Json.createObjectBuilder()
                .add("id", Answer.id(entry.id()))
                .add("created_at", Answer.time(entry.createdAt()))
                .add("actor_id", Answer.orNull(entry.actorId(), (UUID id) -> Answer.id(id)))
                .add("actor", entry.actor())
                .add("key_prefix", Answer.text(entry.keyPrefix()))
                .add("client_ip", entry.clientIp())
                .add("action", entry.action())
                .add("target", entry.target())
                .add("target_id", Answer.orNull(entry.targetId(), (UUID id) -> Answer.id(id)))
                .add("domain_id", Answer.orNull(entry.domainId(), (UUID id) -> Answer.id(id)))
                .add("before", Answer.orNull(entry.before(), AuditResource::parsed))
                .add("after", Answer.orNull(entry.after(), AuditResource::parsed))
                .build();
    }

    private static JsonValue parsed(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readValue();
        }
    }
}
