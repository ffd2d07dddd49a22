package org.fastsmtp.access;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.json.Json;
import org.fastsmtp.json.WireTime;

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

    /** {@code User} of CONTRACT section 1.5, as the API and the command lines show it. */
    public JsonObject json() {
        return Json.createObjectBuilder()
                .add("id", id.toString())
                .add("username", username)
                .add("email", email.<JsonValue>map(Json::createValue).orElse(JsonValue.NULL))
                .add("is_active", isActive)
                .add("is_superuser", isSuperuser)
                .add("created_at", WireTime.format(createdAt))
                .add("updated_at", WireTime.format(updatedAt))
                .build();
    }

    /** As the audit log keeps it. */
    public JsonObject forAudit() {
        JsonObjectBuilder json = Json.createObjectBuilder().add("username", username);
        email.ifPresent(address -> json.add("email", address));
        return json.add("is_active", isActive).add("is_superuser", isSuperuser).build();
    }

    public User with(String username, Optional<String> email, boolean isActive, boolean isSuperuser) {
        return new User(id, username, email, isActive, isSuperuser, createdAt, updatedAt);
    }
}
