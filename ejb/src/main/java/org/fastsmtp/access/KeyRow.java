package org.fastsmtp.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.json.Json;
import org.hibernate.annotations.DynamicUpdate;

/** A row of {@code api_keys}. */
@Entity
@DynamicUpdate
@Table(name = "api_keys")
class KeyRow {
    @Id
    UUID id;

    @Column(name = "user_id", updatable = false)
    UUID userId;

    @Column(name = "key_hash")
    String hash;

    @Column(name = "key_salt")
    String salt;

    @Column(name = "key_prefix")
    String prefix;

    @Column(name = "key_digest")
    String digest;

    String name;

    String scopes;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Column(name = "rotated_at")
    Instant rotatedAt;

    @Column(name = "last_used_at", insertable = false, updatable = false)
    Instant lastUsedAt;

    @Column(name = "is_active")
    boolean active;

    @Column(name = "deleted_at")
    Instant deletedAt;

    @Column(name = "created_at", insertable = false, updatable = false)
    Instant createdAt;

    protected KeyRow() {}

    KeyRow(UUID userId, NewKey key, String digest, String name, List<String> scopes, Optional<Instant> expiresAt) {
        KeyHash forTheOriginal = KeyHash.of(key.text());
        this.id = UUID.randomUUID();
        this.userId = userId;
        this.hash = forTheOriginal.hash();
        this.salt = forTheOriginal.salt();
        this.prefix = key.prefix();
        this.digest = digest;
        this.name = name;
        this.scopes = Json.createArrayBuilder(scopes).build().toString();
        this.expiresAt = expiresAt.orElse(null);
        this.active = true;
    }

    ApiKey key() {
        return new ApiKey(
                id,
                name,
                List.copyOf(KeyRows.scopes(scopes)),
                prefix,
                Optional.ofNullable(expiresAt),
                Optional.ofNullable(lastUsedAt),
                active,
                createdAt);
    }
}
