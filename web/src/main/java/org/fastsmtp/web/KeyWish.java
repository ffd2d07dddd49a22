package org.fastsmtp.web;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.settings.Durations;

/** What a new key shall be: the body of POST {@code /auth/keys} and {@code /users/{user_id}/keys}. */
record KeyWish(String name, List<String> scopes, Optional<Instant> expiresAt) {
    private static final int MOST_SCOPES = 100;
    private static final Duration LONGEST_GRACE = Duration.ofDays(90);

    static KeyWish read(Fields body) {
        String name = body.requiredString("name", 1, 255);
        List<String> scopes = body.optionalStrings("scopes", MOST_SCOPES, 255).orElse(List.of());
        for (int i = 0; i < scopes.size(); i++) {
            if (!Scopes.ALL.contains(scopes.get(i))) {
                body.valueError(
                        "scopes",
                        i,
                        "Unknown scope '" + scopes.get(i) + "': must be one of " + String.join(", ", Scopes.ALL));
            }
        }
        return new KeyWish(
                name,
                scopes.stream().distinct().toList(),
                body.nullableDateTime("expires_at").map(OffsetDateTime::toInstant));
    }

    /** The body of a rotation, which may be missing: how long the old key stays good. */
    static Optional<Duration> grace(Fields body) {
        Optional<String> text = body.nullableString("grace", 1, 50);
        try {
            Optional<Duration> grace = text.map(Durations::parse);
            if (grace.filter(given -> given.compareTo(LONGEST_GRACE) > 0).isPresent()) {
                body.valueError("grace", "must be 90d or less");
            }
            return grace;
        } catch (IllegalArgumentException e) {
            body.valueError("grace", e.getMessage());
            return Optional.empty();
        }
    }

    /** No key grants what its maker lacks (CONTRACT section 12). */
    void requireGrantable(Call call) {
        scopes.forEach(call::requireScope);
    }
}
