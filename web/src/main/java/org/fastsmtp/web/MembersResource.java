package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.fastsmtp.access.Member;
import org.fastsmtp.access.Members;
import org.fastsmtp.access.Role;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.access.Users;
import org.fastsmtp.json.Json;

/** Members of a domain (CONTRACT sections 1.4 and 1.8). Only owners make, change or remove owners. */
@Path("/domains/{domain_id}/members")
@RequestScoped
public class MembersResource {
    private final Call call;
    private final Members members;
    private final Users users;

    public MembersResource() {
        this(null, null, null);
    }

    @Inject
    public MembersResource(Call call, Members members, Users users) {
        this.call = call;
        this.members = members;
        this.users = users;
    }

    @GET
    public Response list() {
        UUID domainId = call.path("domain_id");
        call.domain(domainId).requireMember().requireScope(Scopes.MEMBERS_READ);
        return Answer.list(members.list(domainId), MembersResource::json);
    }

    @POST
    @WithBody
    public Response add() {
        UUID domainId = call.path("domain_id");
        Fields body = call.body();
        UUID userId = body.requiredUuid("user_id");
        Role role = Role.of(body.optionalWord("role", Role.WORDS).orElse(Role.MEMBER.word()));
        DomainAccess domain = call.domain(domainId).requireAdmin().requireScope(Scopes.MEMBERS_WRITE);
        if (users.find(userId).isEmpty()) {
            throw Problem.notFound("User not found");
        }
        if (members.find(domainId, userId).isPresent()) {
            throw Problem.conflict("User is already a member of this domain");
        }
        if (role == Role.OWNER) {
            domain.requireOwner();
        }
        return members.add(call.caller(), domainId, userId, role)
                .map(member -> Answer.created(json(member)))
                .orElseThrow(() -> Problem.notFound("User not found"));
    }

    @PUT
    @Path("{user_id}")
    @WithBody
    public Response change() {
        UUID domainId = call.path("domain_id");
        UUID userId = call.path("user_id");
        Role role = Role.of(call.body().requiredWord("role", Role.WORDS));
        DomainAccess domain = call.domain(domainId).requireAdmin().requireScope(Scopes.MEMBERS_WRITE);
        Member member = members.find(domainId, userId).orElseThrow(MembersResource::missing);
        if (role == Role.OWNER || member.role() == Role.OWNER) {
            domain.requireOwner();
        }
        return members.change(call.caller(), domainId, userId, role)
                .map(changed -> Answer.ok(json(changed)))
                .orElseThrow(MembersResource::missing);
    }

    @DELETE
    @Path("{user_id}")
    public Response remove() {
        UUID domainId = call.path("domain_id");
        UUID userId = call.path("user_id");
        DomainAccess domain = call.domain(domainId).requireAdmin().requireScope(Scopes.MEMBERS_WRITE);
        Member member = members.find(domainId, userId).orElseThrow(MembersResource::missing);
        if (member.role() == Role.OWNER) {
            domain.requireOwner();
        }
        if (userId.equals(call.caller().id())) {
            throw Problem.badRequest("Cannot remove yourself from the domain");
        }
        if (!members.remove(call.caller(), domainId, userId)) {
            throw missing();
        }
        return Answer.message("Member removed");
    }

    private static JsonObject json(Member member) {
        return Json.createObjectBuilder()
                .add("id", Answer.id(member.id()))
                .add("user_id", Answer.id(member.userId()))
                .add("domain_id", Answer.id(member.domainId()))
                .add("role", member.role().word())
                .add("username", member.username())
                .add("created_at", Answer.time(member.createdAt()))
                .add("updated_at", Answer.time(member.updatedAt()))
                .build();
    }

    private static Problem missing() {
        return Problem.notFound("Member not found");
    }
}
