package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.access.ApiKey;
import org.fastsmtp.access.Keys;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.access.Users;

/** The keys of any user, for superusers (CONTRACT section 12): the way to a first key, and out of trouble with a lost one. */
@Path("/users/{user_id}/keys")
@RequestScoped
public class UserKeysResource {
    private final Call call;
    private final Users users;
    private final Keys keys;

    public UserKeysResource() {
        this(null, null, null);
    }

    @Inject
    public UserKeysResource(Call call, Users users, Keys keys) {
        this.call = call;
        this.users = users;
        this.keys = keys;
    }

    /** The active ones. */
    @GET
    public Response list() {
        UUID userId = call.path("user_id");
        call.requireSuperuser().requireScope(Scopes.USERS_READ);
        requireUser(userId);
        return Answer.list(keys.list(userId), ApiKey::json);
    }

    @POST
    @WithBody
    public Response create() {
        UUID userId = call.path("user_id");
        KeyWish wish = KeyWish.read(call.body());
        call.requireSuperuser().requireScope(Scopes.USERS_WRITE);
        wish.requireGrantable(call);
        requireUser(userId);
        return Answer.created(keys.create(call.caller(), userId, wish.name(), wish.scopes(), wish.expiresAt())
                .json());
    }

    @DELETE
    @Path("{key_id}")
    public Response revoke() {
        UUID userId = call.path("user_id");
        UUID id = call.path("key_id");
        call.requireSuperuser().requireScope(Scopes.USERS_WRITE);
        requireUser(userId);
        if (call.caller().keyId().filter(id::equals).isPresent()) {
            throw Problem.badRequest("Cannot delete the API key in use");
        }
        if (!keys.revoke(call.caller(), userId, id)) {
            throw missing();
        }
        return Answer.message("API key deleted");
    }

    /** As with one's own key, nobody gets hold of scopes that he lacks. */
    @POST
    @Path("{key_id}/rotate")
    @WithBody
    public Response rotate() {
        UUID userId = call.path("user_id");
        UUID id = call.path("key_id");
        Optional<Duration> grace = KeyWish.grace(call.optionalBody());
        call.requireSuperuser().requireScope(Scopes.USERS_WRITE);
        requireUser(userId);
        ApiKey old = keys.find(userId, id).orElseThrow(UserKeysResource::missing);
        if (call.caller().keyId().filter(id::equals).isEmpty()) {
            old.scopes().forEach(call::requireScope);
        }
        return keys.rotate(call.caller(), userId, id, grace)
                .<JsonValue>map(ApiKey.Rotated::json)
                .map(Answer::ok)
                .orElseThrow(UserKeysResource::missing);
    }

    private void requireUser(UUID id) {
        if (users.find(id).isEmpty()) {
            throw Problem.notFound("User not found");
        }
    }

    private static Problem missing() {
        return Problem.notFound("API key not found");
    }
}
