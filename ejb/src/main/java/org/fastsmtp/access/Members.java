package org.fastsmtp.access;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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

    /**
     * @return what it is now; empty when there is none
     * @throws ConflictException when the last owner would be one no more, unless a superuser wants that
     */
    public Optional<Member> change(Caller caller, UUID domainId, UUID userId, Role role) {
        lock(domainId);
        return row(domainId, userId, LockModeType.PESSIMISTIC_WRITE).map(row -> {
            Role before = Role.of(row.role);
            if (role != Role.OWNER) {
                requireOtherOwner(caller, row);
            }
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

    /**
     * @return whether there was one
     * @throws ConflictException when it is the last owner, unless a superuser wants that
     */
    public boolean remove(Caller caller, UUID domainId, UUID userId) {
        lock(domainId);
        Optional<MemberRow> found = row(domainId, userId, LockModeType.PESSIMISTIC_WRITE);
        found.ifPresent(row -> {
            requireOtherOwner(caller, row);
            Member before = row.member();
            rows.remove(row);
            rows.flush();
            record(caller, "delete", before, Optional.of(before.role()), Optional.empty());
        });
        return found.isPresent();
    }

    /** One after the other: of two owners who put each other out at the same moment the second sees what the first did. */
    private void lock(UUID domainId) {
        rows.createNativeQuery("SELECT domain_name FROM domains WHERE id = ?1 FOR UPDATE", String.class)
                .setParameter(1, domainId)
                .getResultList();
    }

    /** A superuser counts as owner everywhere: a domain that he leaves without one still has him. */
    private void requireOtherOwner(Caller caller, MemberRow row) {
        if (caller.isSuperuser() || Role.of(row.role) != Role.OWNER) {
            return;
        }
        long others = rows.createQuery(
                        "SELECT COUNT(m) FROM MemberRow m"
                                + " WHERE m.domainId = :domain AND m.role = 'owner' AND m.id <> :row",
                        Long.class)
                .setParameter("domain", row.domainId)
                .setParameter("row", row.id)
                .getSingleResult();
        if (others == 0) {
            throw new ConflictException("The last owner of a domain stays: make somebody else owner first");
        }
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
                before.map(Role::forAudit),
                after.map(Role::forAudit));
    }
}
