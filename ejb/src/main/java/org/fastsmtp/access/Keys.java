package org.fastsmtp.access;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.settings.Secrets;

/** The keys of users (CONTRACT sections 1.2 and 1.6): made, revoked, rotated. What they are worth is said by {@link Authentication}. */
@Stateless
public class Keys {
    private static final int NAME_LENGTH = 255;
    private static final String ROTATED = " (rotated)";

    private final SecureRandom random = new SecureRandom();
    private Audit audit;
    private Secrets secrets;
    private Clock clock;

    @PersistenceContext(unitName = "fastsmtp")
    private EntityManager rows;

    public Keys() {}

    @Inject
    public Keys(Audit audit, Secrets secrets, Clock clock) {
        this.audit = audit;
        this.secrets = secrets;
        this.clock = clock;
    }

    Keys(Audit audit, Secrets secrets, Clock clock, EntityManager rows) {
        this(audit, secrets, clock);
        this.rows = rows;
    }

    /** The active ones, oldest first. */
    public List<ApiKey> list(UUID userId) {
        return rows.createQuery(
                        "SELECT k FROM KeyRow k WHERE k.userId = :user AND k.active = TRUE AND k.deletedAt IS NULL"
                                + " ORDER BY k.createdAt, k.id",
                        KeyRow.class)
                .setParameter("user", userId)
                .getResultStream()
                .map(KeyRow::key)
                .toList();
    }

    /** An active key of that user. */
    public Optional<ApiKey> find(UUID userId, UUID id) {
        return row(userId, id, LockModeType.NONE).filter(row -> row.active).map(KeyRow::key);
    }

    /** Whether the caller may give these scopes away: {@link Caller#hasScope} for each is asked by whoever calls. */
    public ApiKey.Made create(
            Caller caller, UUID userId, String name, List<String> scopes, Optional<Instant> expiresAt) {
        ApiKey.Made made = make(userId, name, scopes, expiresAt);
        record(caller, "create", made.key(), Optional.of(made.key().forAudit(userId)));
        return made;
    }

    /** At once and for ever; of a key revoked before too. @return whether the user has such a key */
    public boolean revoke(Caller caller, UUID userId, UUID id) {
        Optional<KeyRow> found = row(userId, id, LockModeType.PESSIMISTIC_WRITE);
        found.ifPresent(row -> {
            row.active = false;
            record(caller, "revoke", row.key(), Optional.empty());
        });
        return found.isPresent();
    }

    /**
     * A new key with the scopes and the end of the old one, which is revoked at once, or expires when the grace is over. Once only: what is
     * left of a key in its grace is no end for another.
     *
     * @param grace how long both are good; never beyond the end that the old one has already
     * @return empty when there is no active one
     * @throws ConflictException when it was rotated before or has expired
     */
    public Optional<ApiKey.Rotated> rotate(Caller caller, UUID userId, UUID id, Optional<Duration> grace) {
        Optional<KeyRow> found = row(userId, id, LockModeType.PESSIMISTIC_WRITE).filter(row -> row.active);
        return found.map(old -> {
            ApiKey before = old.key();
            Instant now = clock.instant();
            if (old.rotatedAt != null) {
                throw new ConflictException("The API key has been rotated already: rotate the one that replaced it");
            }
            if (before.expiresAt().filter(end -> !end.isAfter(now)).isPresent()) {
                throw new ConflictException("The API key has expired: create a new one");
            }
            Optional<Instant> until = grace.map(now::plus)
                    .map(end -> before.expiresAt().filter(end::isAfter).orElse(end));
            old.rotatedAt = now;
            old.active = until.isPresent();
            until.ifPresent(end -> old.expiresAt = end);
            String name = before.name();
            int room = NAME_LENGTH - ROTATED.length();
            if (name.codePointCount(0, name.length()) > room) {
                name = name.substring(0, name.offsetByCodePoints(0, room));
            }
            ApiKey.Made made = make(userId, name + ROTATED, before.scopes(), before.expiresAt());
            record(caller, "rotate", before, Optional.of(made.key().forAudit(userId)));
            return new ApiKey.Rotated(made, until);
        });
    }

    private ApiKey.Made make(UUID userId, String name, List<String> scopes, Optional<Instant> expiresAt) {
        NewKey secret = NewKey.make(random);
        KeyRow row = new KeyRow(userId, secret, secrets.digest(secret.text()), name, scopes, expiresAt);
        rows.persist(row);
        rows.flush();
        rows.refresh(row);
        return new ApiKey.Made(row.key(), secret);
    }

    private Optional<KeyRow> row(UUID userId, UUID id, LockModeType lock) {
        return Optional.ofNullable(rows.find(KeyRow.class, id, lock))
                .filter(row -> row.deletedAt == null && row.userId.equals(userId));
    }

    private void record(Caller caller, String action, ApiKey about, Optional<JsonObject> after) {
        rows.flush();
        audit.record(caller, action, "api_key", Optional.of(about.id()), Optional.empty(), Optional.empty(), after);
    }
}
