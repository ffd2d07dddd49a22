package org.fastsmtp.domain;

import java.time.Instant;
import java.util.UUID;

/**
 * A domain that mail is received for.
 *
 * @param name as A-label in lower case
 */
public record Domain(UUID id, String name, boolean isEnabled, DomainFlags flags, Instant createdAt, Instant updatedAt) {
    public Domain with(boolean enabled, DomainFlags changed) {
        return new Domain(id, name, enabled, changed, createdAt, updatedAt);
    }
}
