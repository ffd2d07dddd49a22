package org.fastsmtp.access;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.json.Json;

/** Who belongs to a domain, and as what (CONTRACT section 1.4). */
@Stateless
public class Members {
    private Audit audit;

    @PersistenceContext(unitName = "fastsmtp")
    private EntityManager rows;

    public Members() {}

    @Inject
    public Members(Audit audit) {
        this.audit = audit;
    }

    Members(Audit audit, EntityManager rows) {
        this(audit);
        this.rows = rows;
    }

    /** By the word of the role, then by name. */
    public List<Member> list(UUID domainId) {
        return rows.createQuery(
                        "SELECT m FROM MemberRow m JOIN FETCH m.user WHERE m.domainId = :domain"
                                + " ORDER BY m.role, m.user.username",
                        MemberRow.class)
                .setParameter("domain", domainId)
                .getResultStream()
                .map(MemberRow::member)
                .toList();
    }

    public Optional<Member> find(UUID domainId, UUID userId) {
        return row(domainId, userId, LockModeType.NONE).map(MemberRow::member);
    }

    /** The domains a user belongs to. */
    public List<UUID> domainsOf(UUID userId) {
        return rows.createQuery("SELECT m.domainId FROM MemberRow m WHERE m.user.id = :user", UUID.class)
                .setParameter("user", userId)
                .getResultList();
    }

    /**
     * @return empty when there is no such user
     * @throws AlreadyExistsException when the user is a member already
     */
    public Optional<Member> add(Caller caller, UUID domainId, UUID userId, Role role) {
        // The row itself, not a reference: its fields are read.
        UserRow user = rows.find(UserRow.class, userId);
        if (user == null || user.deletedAt != null) {
            return Optional.empty();
        }
        MemberRow row = new MemberRow(user, domainId, role);
        try {
            rows.persist(row);
            rows.flush();
        } catch (PersistenceException e) {
            if (Duplicates.isDuplicate(e)) {
                throw new AlreadyExistsException("User is already a member of this domain");
            }
            throw e;
        }
        rows.refresh(row);
        Member made = row.member();
        record(caller, "create", made, Optional.empty(), Optional.of(role));
        return Optional.of(made);
    }

    /** @return what it is now; empty when there is none */
    public Optional<Member> change(Caller caller, UUID domainId, UUID userId, Role role) {
        return row(domainId, userId, LockModeType.PESSIMISTIC_WRITE).map(row -> {
            Role before = Role.of(row.role);
            row.role = role.word();
            rows.flush();
            rows.refresh(row);
            Member changed = row.member();
            if (before != role) {
                record(caller, "update", changed, Optional.of(before), Optional.of(role));
            }
            return changed;
        });
    }

    /** @return whether there was one */
    public boolean remove(Caller caller, UUID domainId, UUID userId) {
        Optional<MemberRow> found = row(domainId, userId, LockModeType.PESSIMISTIC_WRITE);
        found.ifPresent(row -> {
            Member before = row.member();
            rows.remove(row);
            rows.flush();
            record(caller, "delete", before, Optional.of(before.role()), Optional.empty());
        });
        return found.isPresent();
    }

    /** Whether nobody but this user owns the domain. */
    public boolean isOnlyOwner(UUID domainId, UUID userId) {
        List<UUID> owners = rows.createQuery(
                        "SELECT m.user.id FROM MemberRow m WHERE m.domainId = :domain AND m.role = 'owner'", UUID.class)
                .setParameter("domain", domainId)
                .getResultList();
        return owners.equals(List.of(userId));
    }

    private Optional<MemberRow> row(UUID domainId, UUID userId, LockModeType lock) {
        return rows.createQuery(
                        "SELECT m FROM MemberRow m WHERE m.domainId = :domain AND m.user.id = :user", MemberRow.class)
                .setParameter("domain", domainId)
                .setParameter("user", userId)
                .setLockMode(lock)
                .getResultStream()
                .findFirst();
    }

    private void record(Caller caller, String action, Member about, Optional<Role> before, Optional<Role> after) {
        audit.record(
                caller,
                action,
                "member",
                Optional.of(about.userId()),
                Optional.of(about.domainId()),
                before.map(Members::json),
                after.map(Members::json));
    }

    private static JsonObject json(Role role) {
        return Json.createObjectBuilder().add("role", role.word()).build();
    }
}
