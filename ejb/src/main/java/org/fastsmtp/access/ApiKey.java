package org.fastsmtp.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A key as it may be shown: everything but the key. */
public record ApiKey(
        UUID id,
        String name,
        List<String> scopes,
        String prefix,
        Optional<Instant> expiresAt,
        Optional<Instant> lastUsedAt,
        boolean isActive,
        Instant createdAt) {

    /**
     * A key at the one moment when its text is known.
     *
     * @param key what the database will show of it
     * @param secret the whole text, shown once
     */
    public record Made(ApiKey key, NewKey secret) {}

    /** @param previousUntil how long the key that was replaced is still good; empty: no longer */
    public record Rotated(Made made, Optional<Instant> previousUntil) {}
}
