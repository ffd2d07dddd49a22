package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.access.User;
import org.fastsmtp.access.Users;

/** Users, for superusers (CONTRACT sections 1.7 and 12). */
@Path("/users")
@RequestScoped
public class UsersResource {
    private static final int LENGTH = 255;

    private final Call call;
    private final Users users;

    public UsersResource() {
        this(null, null);
    }

    @Inject
    public UsersResource(Call call, Users users) {
        this.call = call;
        this.users = users;
    }

    @GET
    public Response list() {
        call.requireSuperuser().requireScope(Scopes.USERS_READ);
        return Answer.list(users.list(), User::json);
    }

    @POST
    @WithBody
    public Response create() {
        Fields body = call.body();
        String username = body.requiredString("username", 1, LENGTH);
        Optional<String> email = body.nullableString("email", 0, LENGTH);
        boolean isSuperuser = body.optionalBool("is_superuser").orElse(false);
        call.requireSuperuser().requireScope(Scopes.USERS_WRITE);
        return Answer.created(
                users.create(call.caller(), username, email, isSuperuser).json());
    }

    @GET
    @Path("{user_id}")
    public Response read() {
        UUID id = call.path("user_id");
        call.requireSuperuser().requireScope(Scopes.USERS_READ);
        return Answer.ok(users.find(id).orElseThrow(UsersResource::missing).json());
    }

    @PUT
    @Path("{user_id}")
    @WithBody
    public Response update() {
        UUID id = call.path("user_id");
        Fields body = call.body();
        Optional<String> username = body.optionalString("username", 1, LENGTH);
        Optional<String> email = body.nullableString("email", 0, LENGTH);
        Optional<Boolean> isActive = body.optionalBool("is_active");
        Optional<Boolean> isSuperuser = body.optionalBool("is_superuser");
        call.requireSuperuser().requireScope(Scopes.USERS_WRITE);
        return users.update(
                        call.caller(),
                        id,
                        user -> user.with(
                                username.orElse(user.username()),
                                body.has("email") ? email : user.email(),
                                isActive.orElse(user.isActive()),
                                isSuperuser.orElse(user.isSuperuser())))
                .map(user -> Answer.ok(user.json()))
                .orElseThrow(UsersResource::missing);
    }

    @DELETE
    @Path("{user_id}")
    public Response delete() {
        UUID id = call.path("user_id");
        call.requireSuperuser().requireScope(Scopes.USERS_WRITE);
        if (id.equals(call.caller().id()) && !call.caller().isRoot()) {
            throw Problem.badRequest("Cannot delete yourself");
        }
        return users.delete(call.caller(), id)
                .map(user -> Answer.message("User '" + user.username() + "' deleted"))
                .orElseThrow(UsersResource::missing);
    }

    private static Problem missing() {
        return Problem.notFound("User not found");
    }
}
