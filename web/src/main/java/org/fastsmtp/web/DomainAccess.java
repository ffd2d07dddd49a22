package org.fastsmtp.web;

import java.util.UUID;
import org.fastsmtp.access.Role;

/** A domain that is there and that the caller is a member of (CONTRACT section 1.4). Refusals are 403. */
public final class DomainAccess {
    private final Call call;
    private final UUID id;
    private final Role role;

    DomainAccess(Call call, UUID id, Role role) {
        this.call = call;
        this.id = id;
        this.role = role;
    }

    public UUID id() {
        return id;
    }

    /** The caller's role; root and superusers count as owners. */
    public Role role() {
        return role;
    }

    public boolean isOwner() {
        return role == Role.OWNER;
    }

    public DomainAccess requireMember() {
        return require(Role.MEMBER);
    }

    public DomainAccess requireAdmin() {
        return require(Role.ADMIN);
    }

    public DomainAccess requireOwner() {
        return require(Role.OWNER);
    }

    /** The key's scope; comes after the role. */
    public DomainAccess requireScope(String scope) {
        call.requireScope(scope);
        return this;
    }

    private DomainAccess require(Role wanted) {
        if (!role.isAtLeast(wanted)) {
            throw Problem.forbidden("Domain " + wanted.word() + " access required");
        }
        return this;
    }
}
