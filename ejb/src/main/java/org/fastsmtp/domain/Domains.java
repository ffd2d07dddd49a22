package org.fastsmtp.domain;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.fastsmtp.access.AlreadyExistsException;
import org.fastsmtp.access.Audit;
import org.fastsmtp.access.Caller;
import org.fastsmtp.access.Duplicates;
import org.fastsmtp.access.Members;
import org.fastsmtp.smtp.DomainName;

/**
 * The domains. Every change moves the routing's version and is in the audit log, in one transaction; deleting is marking (finding 8). Who
 * may do it is asked before, by whoever calls.
 */
@Stateless
public class Domains {
    private Audit audit;
    private Members members;
    private Clock clock;

    @PersistenceContext(unitName = "fastsmtp")
    private EntityManager rows;

    public Domains() {}

    @Inject
    public Domains(Audit audit, Members members, Clock clock) {
        this.audit = audit;
        this.members = members;
        this.clock = clock;
    }

    Domains(Audit audit, Members members, Clock clock, EntityManager rows) {
        this(audit, members, clock);
        this.rows = rows;
    }

    /** All of them for superusers, else those the caller is a member of; by name. */
    public List<Domain> list(Caller caller) {
        return caller.isSuperuser()
                ? rows.createQuery(
                                "SELECT d FROM DomainRow d WHERE d.deletedAt IS NULL ORDER BY d.name", DomainRow.class)
                        .getResultStream()
                        .map(DomainRow::domain)
                        .toList()
                : memberships(caller.id());
    }

    /** Those a user is a member of, by name. */
    public List<Domain> memberships(UUID userId) {
        List<UUID> mine = members.domainsOf(userId);
        return mine.isEmpty()
                ? List.of()
                : rows.createQuery(
                                "SELECT d FROM DomainRow d WHERE d.deletedAt IS NULL AND d.id IN :mine ORDER BY d.name",
                                DomainRow.class)
                        .setParameter("mine", mine)
                        .getResultStream()
                        .map(DomainRow::domain)
                        .toList();
    }

    public Optional<Domain> find(UUID id) {
        return row(id, LockModeType.NONE).map(DomainRow::domain);
    }

    /** @throws AlreadyExistsException when the name is in use */
    public Domain create(Caller caller, DomainName name, DomainFlags flags) {
        DomainRow row = new DomainRow(UUID.randomUUID(), name.ascii(), flags);
        try {
            rows.persist(row);
            rows.flush();
        } catch (PersistenceException e) {
            if (Duplicates.isDuplicate(e)) {
                throw new AlreadyExistsException("Domain '" + name.ascii() + "' already exists");
            }
            throw e;
        }
        rows.refresh(row);
        Changes.routingMoved(NativeQueries.of(rows));
        Domain made = row.domain();
        record(caller, "create", made.id(), Optional.empty(), Optional.of(made.forAudit()));
        return made;
    }

    /** @return what it is now; empty when there is none */
    public Optional<Domain> update(Caller caller, UUID id, UnaryOperator<Domain> change) {
        Optional<DomainRow> found = row(id, LockModeType.PESSIMISTIC_WRITE);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        DomainRow row = found.get();
        Domain before = row.domain();
        Domain wanted = change.apply(before);
        row.enabled = wanted.isEnabled();
        row.set(wanted.flags());
        rows.flush();
        rows.refresh(row);
        if (!before.equals(wanted)) {
            Changes.routingMoved(NativeQueries.of(rows));
            record(caller, "update", id, Optional.of(before.forAudit()), Optional.of(wanted.forAudit()));
        }
        return Optional.of(row.domain());
    }

    /** With its recipients; what waits for them is cancelled and says why. @return the name; empty when there is none */
    public Optional<String> delete(Caller caller, UUID id) {
        Optional<DomainRow> found = row(id, LockModeType.PESSIMISTIC_WRITE);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        DomainRow row = found.get();
        Instant now = clock.instant();
        row.deletedAt = now;
        rows.flush();
        Changes.domainDeleted(NativeQueries.of(rows), id, now);
        record(caller, "delete", id, Optional.of(row.domain().forAudit()), Optional.empty());
        return Optional.of(row.name);
    }

    private Optional<DomainRow> row(UUID id, LockModeType lock) {
        return Optional.ofNullable(rows.find(DomainRow.class, id, lock)).filter(row -> row.deletedAt == null);
    }

    private void record(
            Caller caller, String action, UUID id, Optional<JsonObject> before, Optional<JsonObject> after) {
        audit.record(caller, action, "domain", Optional.of(id), Optional.of(id), before, after);
    }
}
