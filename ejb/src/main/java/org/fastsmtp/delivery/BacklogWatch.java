package org.fastsmtp.delivery;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.fastsmtp.alarm.Alarm;
import org.fastsmtp.alarm.Alarms;
import org.fastsmtp.json.Json;

/** Tells when what waits is old: for an endpoint that takes nothing, or for a stage that does not get to it. Used by the sweep alone. */
final class BacklogWatch {
    /** Told again as long as it lasts. */
    private static final Duration QUIET = Duration.ofHours(12);

    private static final String STAGE = "deliveries have waited for long for their first attempt";

    private final DataSource database;
    private final Endpoints endpoints;
    private final Duration age;
    private final Clock clock;
    /** By subject, so that the table is not asked every few seconds. */
    private final Map<String, Instant> told = new HashMap<>();

    /** What waits for an endpoint. */
    record Backlog(long count, Instant oldest) {
        Backlog {
            Objects.requireNonNull(oldest);
        }
    }

    /** @param age of what is old */
    BacklogWatch(DataSource database, Endpoints endpoints, Duration age, Clock clock) {
        this.database = Objects.requireNonNull(database);
        this.endpoints = Objects.requireNonNull(endpoints);
        this.age = Objects.requireNonNull(age);
        this.clock = Objects.requireNonNull(clock);
    }

    /**
     * @param parked by digest of the endpoint
     * @param untried creation of the oldest that waits for nothing but its turn
     */
    void look(Map<String, Backlog> parked, Optional<Instant> untried) throws SQLException {
        Instant now = clock.instant();
        told.values().removeIf(at -> !at.plus(QUIET).isAfter(now));
        for (Map.Entry<String, Backlog> one : parked.entrySet()) {
            if (isOld(one.getValue().oldest(), now)) {
                String url = endpoints.byDigest(one.getKey()).key().url();
                tell(
                        "endpoint " + (url.isEmpty() ? one.getKey() : url) + ": what waits for it is old",
                        one.getValue(),
                        now);
            }
        }
        if (untried.isPresent() && isOld(untried.get(), now)) {
            tell(STAGE, new Backlog(0, untried.get()), now);
        }
    }

    private boolean isOld(Instant oldest, Instant now) {
        return oldest.plus(age).isBefore(now);
    }

    private void tell(String subject, Backlog backlog, Instant now) throws SQLException {
        if (told.containsKey(subject)) {
            return;
        }
        var details = Json.createObjectBuilder().add("oldest", backlog.oldest().toString());
        if (backlog.count() > 0) {
            details.add("waiting", backlog.count());
        }
        try (Connection connection = database.getConnection()) {
            Alarms.raise(connection, Alarm.Kind.BACKLOG_OLD, subject, details.build(), QUIET, now);
        }
        told.put(subject, now);
    }
}
