package org.fastsmtp.delivery;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.fastsmtp.alarm.Alarm;
import org.fastsmtp.alarm.AlarmRows;
import org.fastsmtp.commit.GroupCommit;

/**
 * Health of endpoints beyond this node's memory: writes what changed, each change together with the alarm that reports it, warns at half
 * of the time of pure failure after which an endpoint is disabled, and disables it then. Called by the sweep, once a second.
 */
public final class EndpointWatch {
    private static final String GONE = "it answered 410 Gone";

    private final DataSource database;
    private final Endpoints endpoints;
    private final Duration disableAfter;
    private final Clock clock;
    private final Queue<Alarm> breakerAlarms = new ConcurrentLinkedQueue<>();
    private final GroupCommit<Change> store;

    private record Change(Optional<Saved> saved, List<Alarm> alarms) {}

    private record Saved(EndpointKey key, Endpoint.Health health, String reason) {}

    public EndpointWatch(DataSource database, Endpoints endpoints, Duration disableAfter, Clock clock) {
        this.database = Objects.requireNonNull(database);
        this.endpoints = Objects.requireNonNull(endpoints);
        this.disableAfter = Objects.requireNonNull(disableAfter);
        this.clock = Objects.requireNonNull(clock);
        this.store = new GroupCommit<>(database, EndpointWatch::write);
    }

    /** 410: the endpoint wants nothing more; what else is for it waits until an operator has looked. */
    void gone(Endpoint endpoint) throws SQLException {
        if (endpoint.isDisabled()) {
            return;
        }
        Instant now = clock.instant();
        endpoint.disable(now);
        disabled(endpoint, GONE, now);
    }

    void breakerMoved(Endpoint endpoint) {
        boolean open = endpoint.isSick();
        breakerAlarms.add(Outcomes.endpoint(
                open ? Alarm.Kind.BREAKER_OPEN : Alarm.Kind.BREAKER_CLOSED,
                endpoint.key(),
                open ? "most attempts fail; deliveries wait for it" : "it answers again",
                clock.instant()));
    }

    /** What other nodes found out. */
    void learn() throws SQLException {
        Map<EndpointKey, Endpoint.Health> stored = EndpointRows.read(database);
        stored.forEach((key, health) -> endpoints.endpoint(key).learn(health));
        for (Endpoint endpoint : endpoints.all()) {
            if (!stored.containsKey(endpoint.key())) {
                endpoint.learn(Endpoint.Health.GOOD);
            }
        }
    }

    void look() throws SQLException {
        List<Alarm> moved = new ArrayList<>();
        for (Alarm alarm = breakerAlarms.poll(); alarm != null; alarm = breakerAlarms.poll()) {
            moved.add(alarm);
        }
        if (!moved.isEmpty()) {
            store.commit(new Change(Optional.empty(), moved));
        }
        for (Endpoint endpoint : endpoints.all()) {
            look(endpoint);
        }
    }

    private void look(Endpoint endpoint) throws SQLException {
        Instant now = clock.instant();
        boolean isDirty = endpoint.takeDirty();
        Endpoint.Health health = endpoint.health();
        try {
            Duration failing = health.failingSince()
                    .map(since -> Duration.between(since, now))
                    .orElse(Duration.ZERO);
            if (health.disabledAt().isEmpty() && failing.compareTo(disableAfter) >= 0) {
                endpoint.disable(now);
                disabled(endpoint, "nothing but failures for " + disableAfter, now);
            } else if (health.disabledAt().isEmpty()
                    && health.warnedAt().isEmpty()
                    && failing.compareTo(disableAfter.dividedBy(2)) >= 0) {
                endpoint.warned(now);
                save(
                        endpoint,
                        "",
                        List.of(Outcomes.endpoint(
                                Alarm.Kind.ENDPOINT_FAILING,
                                endpoint.key(),
                                "nothing but failures since "
                                        + health.failingSince().orElse(now) + "; it will be disabled after "
                                        + disableAfter,
                                now)));
            } else if (isDirty) {
                save(endpoint, "", List.of());
            }
        } catch (SQLException e) {
            if (isDirty) {
                endpoint.markDirty();
            }
            throw e;
        }
    }

    private void disabled(Endpoint endpoint, String reason, Instant now) throws SQLException {
        save(
                endpoint,
                reason,
                List.of(Outcomes.endpoint(
                        Alarm.Kind.ENDPOINT_DISABLED,
                        endpoint.key(),
                        reason + "; deliveries for it wait until it is enabled",
                        now)));
    }

    private void save(Endpoint endpoint, String reason, List<Alarm> alarms) throws SQLException {
        store.commit(new Change(Optional.of(new Saved(endpoint.key(), endpoint.health(), reason)), alarms));
    }

    private static void write(Connection connection, List<Change> changes) throws SQLException {
        for (Change change : changes) {
            if (change.saved().isPresent()) {
                Saved saved = change.saved().get();
                EndpointRows.save(connection, saved.key(), saved.health(), saved.reason());
            }
            AlarmRows.insert(connection, change.alarms());
        }
    }
}
