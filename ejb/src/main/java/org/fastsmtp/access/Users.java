package org.fastsmtp.access;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The users. Deleting is marking (finding 8): the name is free, the keys are worth nothing from that moment. */
@Stateless
public class Users {
    private Audit audit;
    private Clock clock;

    @PersistenceContext(unitName = "fastsmtp")
    private EntityManager rows;

    public Users() {}

    @Inject
    public Users(Audit audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    Users(Audit audit, Clock clock, EntityManager rows) {
        this(audit, clock);
        this.rows = rows;
    }

    /** By name. */
    public List<User> list() {
        return rows.createQuery("SELECT u FROM UserRow u WHERE u.deletedAt IS NULL ORDER BY u.username", UserRow.class)
                .getResultStream()
                .map(UserRow::user)
                .toList();
    }

    public Optional<User> find(UUID id) {
        return row(id, LockModeType.NONE).map(UserRow::user);
    }

    /** @throws AlreadyExistsException when the name is in use */
    public User create(Caller caller, String username, Optional<String> email, boolean isSuperuser) {
        UserRow row = new UserRow(UUID.randomUUID(), username, email, isSuperuser);
        rows.persist(row);
        store(username);
        rows.refresh(row);
        User made = row.user();
        record(caller, "create", made.id(), Optional.empty(), Optional.of(made.forAudit()));
        return made;
    }

    /**
     * @return what it is now; empty when there is none
     * @throws AlreadyExistsException when the new name is in use
     */
    public Optional<User> update(Caller caller, UUID id, UnaryOperator<User> change) {
        Optional<UserRow> found = row(id, LockModeType.PESSIMISTIC_WRITE);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        UserRow row = found.get();
        User before = row.user();
        User wanted = change.apply(before);
        row.set(wanted);
        store(wanted.username());
        rows.refresh(row);
        if (!before.equals(wanted)) {
            record(caller, "update", id, Optional.of(before.forAudit()), Optional.of(wanted.forAudit()));
        }
        return Optional.of(row.user());
    }

    /** With all memberships. @return who it was; empty when there is none */
    public Optional<User> delete(Caller caller, UUID id) {
        Optional<UserRow> found = row(id, LockModeType.PESSIMISTIC_WRITE);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        User before = found.get().user();
        found.get().deletedAt = clock.instant();
        rows.flush();
        rows.createNativeQuery("DELETE FROM domain_members WHERE user_id = ?1")
                .setParameter(1, id)
                .executeUpdate();
        record(caller, "delete", id, Optional.of(before.forAudit()), Optional.empty());
        return Optional.of(before);
    }

    private void store(String username) {
        try {
            rows.flush();
        } catch (PersistenceException e) {
            if (Duplicates.isDuplicate(e)) {
                throw new AlreadyExistsException("User '" + username + "' already exists");
            }
            throw e;
        }
    }

    private Optional<UserRow> row(UUID id, LockModeType lock) {
        return Optional.ofNullable(rows.find(UserRow.class, id, lock)).filter(row -> row.deletedAt == null);
    }

    private void record(
            Caller caller, String action, UUID id, Optional<JsonObject> before, Optional<JsonObject> after) {
        audit.record(caller, action, "user", Optional.of(id), Optional.empty(), before, after);
    }
}
