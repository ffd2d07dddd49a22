package org.fastsmtp.access;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Who changed what.
 *
 * @param actorId empty for root
 * @param before JSON, without secrets
 * @param after JSON, without secrets
 */
public record AuditEntry(
        UUID id,
        Instant createdAt,
        Optional<UUID> actorId,
        String actor,
        Optional<String> keyPrefix,
        String clientIp,
        String action,
        String target,
        Optional<UUID> targetId,
        Optional<UUID> domainId,
        Optional<String> before,
        Optional<String> after) {}
