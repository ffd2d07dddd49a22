package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.access.ApiKey;
import org.fastsmtp.access.Caller;
import org.fastsmtp.access.Keys;
import org.fastsmtp.access.User;
import org.fastsmtp.access.Users;
import org.fastsmtp.domain.Domain;
import org.fastsmtp.domain.Domains;
import org.fastsmtp.json.Json;

/** Who am I, and my keys (CONTRACT section 1.6). Needs no scope. */
@Path("/auth")
@RequestScoped
public class AuthResource {
    private static final String NO_KEYS = "Root user has no API keys";

    private final Call call;
    private final Users users;
    private final Keys keys;
    private final Domains domains;
    private final Clock clock;

    public AuthResource() {
        this(null, null, null, null, null);
    }

    @Inject
    public AuthResource(Call call, Users users, Keys keys, Domains domains, Clock clock) {
        this.call = call;
        this.users = users;
        this.keys = keys;
        this.domains = domains;
        this.clock = clock;
    }

    @GET
    @Path("me")
    public Response me() {
        Caller caller = call.caller();
        User user = caller.isRoot()
                ? User.root(clock.instant())
                : users.find(caller.id()).orElseThrow(() -> Problem.notFound("User not found"));
        // Of a superuser too: the domains he is a member of, not all.
        List<String> names = caller.isRoot()
                ? List.of()
                : domains.memberships(caller.id()).stream().map(Domain::name).toList();
        return Answer.ok(Json.createObjectBuilder()
                .add("user", user.json())
                .add("domains", Answer.texts(names))
                .add("is_root", caller.isRoot())
                .build());
    }

    @GET
    @Path("keys")
    public Response list() {
        return Answer.list(
                call.caller().isRoot() ? List.of() : keys.list(call.caller().id()), ApiKey::json);
    }

    @POST
    @Path("keys")
    @WithBody
    public Response create() {
        KeyWish wish = KeyWish.read(call.body());
        call.validated();
        if (call.caller().isRoot()) {
            throw Problem.badRequest("Root user cannot create API keys");
        }
        wish.requireGrantable(call);
        ApiKey.Made made = keys.create(call.caller(), call.caller().id(), wish.name(), wish.scopes(), wish.expiresAt());
        return Answer.created(made.json());
    }

    @DELETE
    @Path("keys/{key_id}")
    public Response revoke() {
        UUID id = call.path("key_id");
        call.validated();
        Caller caller = call.caller();
        if (caller.isRoot()) {
            throw Problem.badRequest(NO_KEYS);
        }
        if (caller.keyId().filter(id::equals).isPresent()) {
            throw Problem.badRequest("Cannot delete the API key in use");
        }
        if (!keys.revoke(caller, caller.id(), id)) {
            throw Problem.notFound("API key not found");
        }
        return Answer.message("API key deleted");
    }

    /** A key with more rights than the one in use cannot be rotated by it: that would hand them over. */
    @POST
    @Path("keys/{key_id}/rotate")
    @WithBody
    public Response rotate() {
        UUID id = call.path("key_id");
        Optional<Duration> grace = KeyWish.grace(call.optionalBody());
        call.validated();
        Caller caller = call.caller();
        if (caller.isRoot()) {
            throw Problem.badRequest(NO_KEYS);
        }
        ApiKey old = keys.find(caller.id(), id).orElseThrow(() -> Problem.notFound("API key not found"));
        if (caller.keyId().filter(id::equals).isEmpty()) {
            old.scopes().forEach(call::requireScope);
        }
        return keys.rotate(caller, caller.id(), id, grace)
                .<JsonValue>map(ApiKey.Rotated::json)
                .map(Answer::ok)
                .orElseThrow(() -> Problem.notFound("API key not found"));
    }
}
