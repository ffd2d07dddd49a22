package org.fastsmtp.access;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.fastsmtp.json.Json;

/** What a user is in a domain, from least to most (CONTRACT section 1.4). */
public enum Role {
    MEMBER,
    ADMIN,
    OWNER;

    /** The words on the wire, as a fault lists them. */
    public static final List<String> WORDS = List.of("owner", "admin", "member");

    public static Role of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A membership as the audit log keeps it. */
    public JsonObject forAudit() {
        return Json.createObjectBuilder().add("role", word()).build();
    }

    public boolean isAtLeast(Role other) {
        return compareTo(other) >= 0;
    }
}
