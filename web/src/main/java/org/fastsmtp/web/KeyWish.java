package org.fastsmtp.web;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.fastsmtp.access.Scopes;

/** What a new key shall be: the body of POST {@code /auth/keys} and {@code /users/{user_id}/keys}. */
record KeyWish(String name, List<String> scopes, Optional<Instant> expiresAt) {
    private static final int MOST_SCOPES = 100;

    static KeyWish read(Fields body) {
        String name = body.requiredString("name", 1, 255);
        List<String> scopes = body.optionalStrings("scopes", MOST_SCOPES, 255).orElse(List.of());
        for (int i = 0; i < scopes.size(); i++) {
            if (!Scopes.ALL.contains(scopes.get(i))) {
                body.valueError("scopes", i, "Unknown scope: must be one of " + String.join(", ", Scopes.ALL));
            }
        }
        return new KeyWish(
                name,
                scopes.stream().distinct().toList(),
                body.nullableDateTime("expires_at").map(OffsetDateTime::toInstant));
    }

    /** No key grants what its maker lacks (CONTRACT section 12). */
    void requireGrantable(Call call) {
        scopes.forEach(call::requireScope);
    }
}
