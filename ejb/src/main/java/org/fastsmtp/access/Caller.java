package org.fastsmtp.access;

import java.util.HashSet;
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
    /** The group of root and of superusers. */
    public static final String SUPERUSER = "superuser";

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

    /** What he is to the container: the scopes of his key, and {@link #SUPERUSER}. Texts in a row that are no scope give nothing. */
    public Set<String> groups() {
        Set<String> groups = new HashSet<>(scopes);
        groups.retainAll(Scopes.ALL);
        if (isSuperuser) {
            groups.add(SUPERUSER);
        }
        return groups;
    }

    /** Root and the scope {@code admin} satisfy every check; being a superuser does not. */
    public boolean hasScope(String scope) {
        return isRoot() || scopes.contains(Scopes.ADMIN) || scopes.contains(scope);
    }
}
