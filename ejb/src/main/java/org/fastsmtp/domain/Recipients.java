package org.fastsmtp.domain;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
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
import org.fastsmtp.json.Json;
import org.fastsmtp.settings.Secrets;

/** The recipients of domains; as {@link Domains}: routing moved and audited in one transaction, deleting is marking. */
@Stateless
public class Recipients {
    private Audit audit;
    private Clock clock;
    private RecipientSecrets secrets;

    @PersistenceContext(unitName = "fastsmtp")
    private EntityManager rows;

    public Recipients() {}

    @Inject
    public Recipients(Audit audit, Clock clock, Secrets secrets) {
        this.audit = audit;
        this.clock = clock;
        this.secrets = new RecipientSecrets(secrets);
    }

    Recipients(Audit audit, Clock clock, Secrets secrets, EntityManager rows) {
        this(audit, clock, secrets);
        this.rows = rows;
    }

    /** By local part, the catch-all last. */
    public List<Recipient> list(UUID domainId) {
        return rows.createQuery(
                        "SELECT r FROM RecipientRow r WHERE r.domainId = :domain AND r.deletedAt IS NULL"
                                + " ORDER BY r.localPart NULLS LAST",
                        RecipientRow.class)
                .setParameter("domain", domainId)
                .getResultStream()
                .map(row -> row.recipient(secrets))
                .toList();
    }

    public Optional<Recipient> find(UUID domainId, UUID id) {
        return row(domainId, id, LockModeType.NONE).map(row -> row.recipient(secrets));
    }

    /** @throws AlreadyExistsException when the domain has that local part, in whatever case, or a catch-all already */
    public Recipient create(Caller caller, UUID domainId, RecipientDraft content, SecretChange secret) {
        RecipientRow row = new RecipientRow(UUID.randomUUID(), domainId);
        row.set(content, secrets);
        row.set(secret, secrets, clock.instant());
        rows.persist(row);
        store(content);
        rows.refresh(row);
        Changes.routingMoved(NativeQueries.of(rows));
        Recipient made = row.recipient(secrets);
        record(caller, "create", made, Optional.empty(), Optional.of(json(made)));
        return made;
    }

    /**
     * @return what it is now; empty when there is none
     * @throws AlreadyExistsException as {@link #create}
     */
    public Optional<Recipient> update(
            Caller caller, UUID domainId, UUID id, UnaryOperator<RecipientDraft> change, SecretChange secret) {
        Optional<RecipientRow> found = row(domainId, id, LockModeType.PESSIMISTIC_WRITE);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        RecipientRow row = found.get();
        Recipient before = row.recipient(secrets);
        RecipientDraft wanted = change.apply(before.content());
        row.set(wanted, secrets);
        row.set(secret, secrets, clock.instant());
        store(wanted);
        rows.refresh(row);
        Recipient after = row.recipient(secrets);
        if (!before.equals(after)) {
            Changes.routingMoved(NativeQueries.of(rows));
            record(caller, "update", after, Optional.of(json(before)), Optional.of(json(after)));
        }
        return Optional.of(after);
    }

    /** What waits for it is cancelled and says why. @return what it was; empty when there is none */
    public Optional<Recipient> delete(Caller caller, UUID domainId, UUID id) {
        Optional<RecipientRow> found = row(domainId, id, LockModeType.PESSIMISTIC_WRITE);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Recipient before = found.get().recipient(secrets);
        found.get().deletedAt = now;
        rows.flush();
        Changes.recipientDeleted(NativeQueries.of(rows), id, now);
        record(caller, "delete", before, Optional.of(json(before)), Optional.empty());
        return Optional.of(before);
    }

    private void store(RecipientDraft content) {
        try {
            rows.flush();
        } catch (PersistenceException e) {
            if (Duplicates.isDuplicate(e)) {
                throw new AlreadyExistsException(content.localPart()
                        .map(part -> "Recipient '" + part + "' already exists")
                        .orElse("A catch-all recipient already exists"));
            }
            throw e;
        }
    }

    private Optional<RecipientRow> row(UUID domainId, UUID id, LockModeType lock) {
        return Optional.ofNullable(rows.find(RecipientRow.class, id, lock))
                .filter(row -> row.deletedAt == null && row.domainId.equals(domainId));
    }

    private void record(
            Caller caller, String action, Recipient about, Optional<JsonObject> before, Optional<JsonObject> after) {
        audit.record(
                caller, action, "recipient", Optional.of(about.id()), Optional.of(about.domainId()), before, after);
    }

    /** For the audit log: names of headers, never their values; the address without its query, which may hold a token. */
    private static JsonObject json(Recipient recipient) {
        RecipientDraft content = recipient.content();
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("local_part", content.localPart().orElse("*"))
                .add(
                        "webhook_url",
                        content.webhookUrl().replaceFirst("[?#].*", "").replaceFirst("//[^/]*@", "//"))
                .add(
                        "webhook_headers",
                        Json.createArrayBuilder(content.headers().keySet()))
                .add("webhook_secret", recipient.hasSecret())
                .add("is_enabled", content.isEnabled());
        content.limits().timeout().ifPresent(value -> json.add("webhook_timeout", value));
        content.limits().ratePerSecond().ifPresent(value -> json.add("webhook_rate_per_second", value));
        content.limits().concurrency().ifPresent(value -> json.add("webhook_concurrency", value));
        content.limits().retrySchedule().ifPresent(value -> json.add("webhook_retry_schedule", value));
        return json.build();
    }
}
