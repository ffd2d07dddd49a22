package org.fastsmtp.access;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.json.Json;
import org.fastsmtp.json.WireTime;

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

    /** {@code ApiKey} of CONTRACT section 1.6, as the API and the command lines show it. */
    public JsonObject json() {
        return builder().build();
    }

    /** As the audit log keeps it: everything that was decided when it was made. */
    public JsonObject forAudit(UUID owner) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("user_id", owner.toString())
                .add("name", name)
                .add("key_prefix", prefix)
                .add("scopes", Json.createArrayBuilder(scopes));
        expiresAt.ifPresent(end -> json.add("expires_at", WireTime.format(end)));
        return json.build();
    }

    private JsonObjectBuilder builder() {
        return Json.createObjectBuilder()
                .add("id", id.toString())
                .add("name", name)
                .add("scopes", Json.createArrayBuilder(scopes))
                .add("key_prefix", prefix)
                .add("expires_at", WireTime.json(expiresAt))
                .add("last_used_at", WireTime.json(lastUsedAt))
                .add("is_active", isActive)
                .add("created_at", WireTime.format(createdAt));
    }

    /**
     * A key at the one moment when its text is known.
     *
     * @param key what the database will show of it
     * @param secret the whole text, shown once
     */
    public record Made(ApiKey key, NewKey secret) {
        /** With the key itself, this once. */
        public JsonObject json() {
            return builder().build();
        }

        private JsonObjectBuilder builder() {
            return key.builder().add("key", secret.text());
        }
    }

    /** @param previousUntil how long the key that was replaced is still good; empty: no longer */
    public record Rotated(Made made, Optional<Instant> previousUntil) {
        public JsonObject json() {
            JsonObjectBuilder json = made.builder();
            previousUntil.ifPresent(end -> json.add("previous_key_valid_until", WireTime.format(end)));
            return json.build();
        }
    }
}
