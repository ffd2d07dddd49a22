package org.fastsmtp.access;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Whoever makes a request: root, or a user with one of his keys. Root is a principal, not a row (finding 29).
 *
 * @param id the user's; {@link #ROOT_ID} for root
 * @param name the user name, {@code root} for root
 * @param isSuperuser true for root too
 * @param keyId the row of the key; empty for root
 * @param keyPrefix the first 12 characters of the key; empty for root
 * @param scopes of the key, as stored
 * @param clientIp where the request came from
 */
public record Caller(
        UUID id,
        String name,
        boolean isSuperuser,
        Optional<UUID> keyId,
        Optional<String> keyPrefix,
        Set<String> scopes,
        String clientIp) {
    /** Shown as the id of root; the schema refuses to store it. */
    public static final UUID ROOT_ID = UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff");

    public Caller {
        Objects.requireNonNull(id);
        Objects.requireNonNull(name);
        Objects.requireNonNull(clientIp);
        scopes = Set.copyOf(scopes);
    }

    public static Caller root(String clientIp) {
        return new Caller(ROOT_ID, "root", true, Optional.empty(), Optional.empty(), Set.of(Scopes.ADMIN), clientIp);
    }

    public boolean isRoot() {
        return id.equals(ROOT_ID);
    }

    /** Root and the scope {@code admin} satisfy every check; being a superuser does not. */
    public boolean hasScope(String scope) {
        return isRoot() || scopes.contains(Scopes.ADMIN) || scopes.contains(scope);
    }
}
