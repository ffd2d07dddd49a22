package org.fastsmtp.access;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Somebody who may own keys and be a member of domains. */
public record User(
        UUID id,
        String username,
        Optional<String> email,
        boolean isActive,
        boolean isSuperuser,
        Instant createdAt,
        Instant updatedAt) {

    /** As shown to root: never stored, its timestamps are now (CONTRACT section 1.2). */
    public static User root(Instant now) {
        return new User(Caller.ROOT_ID, "root", Optional.empty(), true, true, now, now);
    }

    public User with(String username, Optional<String> email, boolean isActive, boolean isSuperuser) {
        return new User(id, username, email, isActive, isSuperuser, createdAt, updatedAt);
    }
}
