package org.fastsmtp.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.fastsmtp.settings.Secrets;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/**
 * Whose key is it (CONTRACT section 1.2, finding 6)? One statement by a keyed digest of the whole key, the same for a key that is known,
 * unknown, revoked or malformed. A key of the original has no digest yet: it is found by its prefix, verified its way once, and gets one.
 * Nothing is cached: a key revoked is refused at once.
 */
@ApplicationScoped
public class Authentication {
    private static final Duration LAST_USED_PRECISION = Duration.ofMinutes(1);

    private final KeyRows rows;
    private final Secrets secrets;
    private final byte[] rootDigest;
    private final String legacyAlgorithm;
    private final Clock clock;

    /** What a key is worth. */
    public sealed interface Verdict {
        record Accepted(Caller caller) implements Verdict {}

        record Refused(Refusal reason) implements Verdict {}
    }

    /** Why a key is worth nothing, in the order of the checks. */
    public enum Refusal {
        UNKNOWN,
        INACTIVE,
        EXPIRED,
        OWNER_INACTIVE
    }

    protected Authentication() {
        this(null, null, null, null, null);
    }

    @Inject
    public Authentication(DataSource database, Secrets secrets, RootKey rootKey, Settings settings, Clock clock) {
        this.rows = new KeyRows(database);
        this.secrets = secrets;
        this.rootDigest = rootKey == null ? new byte[0] : rootKey.digest();
        this.legacyAlgorithm = settings == null ? "" : settings.get(Setting.API_KEY_HASH_ALGORITHM);
        this.clock = clock;
    }

    /** @param key as presented, any text */
    public Verdict verify(String key, String clientIp) {
        // Before any work in the database, so that it works without one.
        if (MessageDigest.isEqual(RootKey.digestOf(key), rootDigest)) {
            return new Verdict.Accepted(Caller.root(clientIp));
        }
        try {
            String digest = secrets.digest(key);
            List<KeyRows.Found> candidates = rows.find(digest, NewKey.prefixOf(key));
            for (KeyRows.Found row : candidates) {
                if (matches(row, key, digest)) {
                    if (row.digest().isEmpty()) {
                        rows.upgrade(row.id(), digest);
                    }
                    return judge(row, clientIp);
                }
            }
            return new Verdict.Refused(Refusal.UNKNOWN);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private boolean matches(KeyRows.Found row, String key, String digest) {
        if (row.digest().isPresent()) {
            return MessageDigest.isEqual(
                    row.digest().get().getBytes(StandardCharsets.US_ASCII), digest.getBytes(StandardCharsets.US_ASCII));
        }
        return row.salt()
                .map(salt -> KeyHash.matches(key, row.hash(), salt))
                .orElseGet(() -> KeyHash.matchesLegacy(key, row.hash(), legacyAlgorithm));
    }

    private Verdict judge(KeyRows.Found row, String clientIp) throws SQLException {
        Instant now = clock.instant();
        if (!row.isActive()) {
            return new Verdict.Refused(Refusal.INACTIVE);
        }
        if (row.expiresAt().isPresent() && !row.expiresAt().get().isAfter(now)) {
            return new Verdict.Refused(Refusal.EXPIRED);
        }
        if (!row.isOwnerActive()) {
            return new Verdict.Refused(Refusal.OWNER_INACTIVE);
        }
        if (row.lastUsedAt()
                .map(last -> last.plus(LAST_USED_PRECISION).isBefore(now))
                .orElse(true)) {
            rows.used(row.id(), now);
        }
        return new Verdict.Accepted(new Caller(
                row.userId(),
                row.userName(),
                row.isSuperuser(),
                Optional.of(row.id()),
                Optional.of(row.prefix()),
                row.scopes(),
                clientIp));
    }
}
