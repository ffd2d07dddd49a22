package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.access.DatabaseException;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.intake.Repeat;
import org.fastsmtp.intake.RepeatLog;
import org.fastsmtp.json.Json;

/** Mails that came once more because a 250 was lost, for superusers; newest first. */
@Path("/repeats")
@RequestScoped
public class RepeatsResource {
    private static final int MOST = 500;
    private static final int USUAL = 50;

    private final Call call;
    private final RepeatLog repeats;

    public RepeatsResource() {
        this(null, null);
    }

    @Inject
    public RepeatsResource(Call call, RepeatLog repeats) {
        this.call = call;
        this.repeats = repeats;
    }

    @GET
    public Response list() {
        Fields query = call.query();
        Optional<UUID> mail = query.optionalUuid("mail_id");
        int limit = query.optionalInteger("limit", 1, MOST).orElse(USUAL);
        int offset = query.optionalInteger("offset", 0, Integer.MAX_VALUE).orElse(0);
        call.requireSuperuser().requireScope(Scopes.LOGS_READ);
        try {
            return Answer.list(repeats.list(mail, limit, offset), RepeatsResource::json);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static JsonObject json(Repeat repeat) {
        return Json.createObjectBuilder()
                .add("id", Answer.id(repeat.id()))
                .add("mail_id", Answer.id(repeat.mailId()))
                .add("client_ip", repeat.clientIp())
                .add("seen", repeat.seen())
                .add("created_at", Answer.time(repeat.createdAt()))
                .build();
    }
}
