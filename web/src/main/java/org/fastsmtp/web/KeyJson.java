package org.fastsmtp.web;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import org.fastsmtp.access.ApiKey;
import org.fastsmtp.json.Json;

/** {@code ApiKey} of CONTRACT section 1.6. */
final class KeyJson {
    private KeyJson() {}

    static JsonObject of(ApiKey key) {
        return builder(key).build();
    }

    /** With the key itself, this once. */
    static JsonObject of(ApiKey.Made made) {
        return builder(made.key()).add("key", made.secret().text()).build();
    }

    static JsonObject of(ApiKey.Rotated rotated) {
        JsonObjectBuilder json =
                builder(rotated.made().key()).add("key", rotated.made().secret().text());
        rotated.previousUntil().ifPresent(end -> json.add("previous_key_valid_until", Answer.time(end)));
        return json.build();
    }

    private static JsonObjectBuilder builder(ApiKey key) {
        return Json.createObjectBuilder()
                .add("id", Answer.id(key.id()))
                .add("name", key.name())
                .add("scopes", Answer.texts(key.scopes()))
                .add("key_prefix", key.prefix())
                .add("expires_at", Answer.orNull(key.expiresAt(), (Instant time) -> Answer.time(time)))
                .add("last_used_at", Answer.orNull(key.lastUsedAt(), (Instant time) -> Answer.time(time)))
                .add("is_active", key.isActive())
                .add("created_at", Answer.time(key.createdAt()));
    }
}
