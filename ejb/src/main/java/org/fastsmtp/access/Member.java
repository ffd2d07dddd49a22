package org.fastsmtp.access;

import java.time.Instant;
import java.util.UUID;

/** What a user is in a domain. */
public record Member(
        UUID id, UUID userId, UUID domainId, Role role, String username, Instant createdAt, Instant updatedAt) {}
