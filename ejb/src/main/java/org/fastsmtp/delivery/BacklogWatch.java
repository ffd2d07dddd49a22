package org.fastsmtp.delivery;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.fastsmtp.alarm.Alarm;
import org.fastsmtp.alarm.Alarms;
import org.fastsmtp.json.Json;

/** Tells when what waits is old: for an endpoint that takes nothing, or for a stage that does not get to it. Used by the sweep alone. */
final class BacklogWatch {
    /** Told again as long as it lasts. */
    private static final Duration QUIET = Duration.ofHours(12);

    private static final String STAGE = "deliveries have waited for long for their first attempt";
    private static final String STAGE_OVER = "deliveries get their first attempt in time again";

    private final DataSource database;
    private final Endpoints endpoints;
    private final Duration age;
    private final Clock clock;
    /** By subject, so that the table is not asked every few seconds. */
    private final Map<String, Told> told = new HashMap<>();
    /** What this node told the end of: its next beginning is told at once. */
    private final Set<String> ended = new HashSet<>();

    /** @param isOurs whether this node has told it, and so tells its end */
    private record Told(Instant at, boolean isOurs, String over) {}

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
        told.values().removeIf(one -> !one.at().plus(QUIET).isAfter(now));
        Set<String> old = new HashSet<>();
        for (Map.Entry<String, Backlog> one : parked.entrySet()) {
            if (isOld(one.getValue().oldest(), now)) {
                String url = endpoints.byDigest(one.getKey()).key().url();
                String endpoint = "endpoint " + (url.isEmpty() ? one.getKey() : url);
                old.add(endpoint + ": what waits for it is old");
                tell(
                        endpoint + ": what waits for it is old",
                        endpoint + ": nothing old waits for it any more",
                        one.getValue(),
                        now);
            }
        }
        if (untried.isPresent() && isOld(untried.get(), now)) {
            old.add(STAGE);
            tell(STAGE, STAGE_OVER, new Backlog(0, untried.get()), now);
        }
        for (String subject : List.copyOf(told.keySet())) {
            if (!old.contains(subject)) {
                over(subject, told.get(subject), now);
                told.remove(subject);
            }
        }
    }

    private boolean isOld(Instant oldest, Instant now) {
        return oldest.plus(age).isBefore(now);
    }

    private void tell(String subject, String over, Backlog backlog, Instant now) throws SQLException {
        if (told.containsKey(subject)) {
            return;
        }
        var details = Json.createObjectBuilder().add("oldest", backlog.oldest().toString());
        if (backlog.count() > 0) {
            details.add("waiting", backlog.count());
        }
        try (Connection connection = database.getConnection()) {
            Duration quiet = ended.contains(subject) ? Duration.ZERO : QUIET;
            boolean isOurs = Alarms.raise(connection, Alarm.Kind.BACKLOG_OLD, subject, details.build(), quiet, now);
            ended.remove(subject);
            told.put(subject, new Told(now, isOurs, over));
        }
    }

    private void over(String subject, Told past, Instant now) throws SQLException {
        if (past.isOurs()) {
            ended.add(subject);
            try (Connection connection = database.getConnection()) {
                Alarms.raise(
                        connection,
                        Alarm.Kind.BACKLOG_OVER,
                        past.over(),
                        Json.createObjectBuilder()
                                .add("since", past.at().toString())
                                .build(),
                        Duration.ZERO,
                        now);
            }
        }
    }
}
