package org.fastsmtp.alarm;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fastsmtp.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends alarms by every channel in order, and again by schedule, by those that have not taken it, until all have. */
public final class Alarms {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.alarm");
    private static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(6),
            Duration.ofHours(12));

    private final AlarmRows rows;
    private final List<AlarmChannel> channels;
    private final MeterRegistry registry;

    public Alarms(AlarmRows rows, List<AlarmChannel> channels, MeterRegistry registry) {
        this.rows = Objects.requireNonNull(rows);
        this.channels = List.copyOf(channels);
        this.registry = Objects.requireNonNull(registry);
        // There from the start: a counter that is born at 1 has not increased for whoever watches it.
        for (Alarm.Kind kind : Alarm.Kind.values()) {
            counter(kind);
        }
    }

    private Counter counter(Alarm.Kind kind) {
        return registry.counter("fastsmtp.alarms", "kind", kind.word());
    }

    /**
     * Tells one that cannot wait for a row, because the database itself is what is gone. Every channel is asked, whatever the others say.
     *
     * @param isFirst whether it has not been told before
     * @return whether all have taken it; else it may be told again, and those that have it recognise it
     */
    public boolean tell(Alarm alarm, boolean isFirst) {
        if (isFirst) {
            raised(alarm);
        }
        boolean isTold = true;
        for (AlarmChannel channel : channels) {
            isTold &= channel.send(alarm);
        }
        return isTold;
    }

    private void raised(Alarm alarm) {
        LOG.warn("alarm {} {}: {}", alarm.id(), alarm.kind().word(), alarm.subject());
        counter(alarm.kind()).increment();
    }

    /**
     * Raises an alarm whose change is no row, or whose state only lasts: once in {@code quiet} for each kind and subject, however often it
     * is called and by however many nodes. It leaves by the queue {@code events} within a second.
     *
     * @param subject one line without secrets or content, the same as long as the state is the same: no counts, no ages
     * @param details without secrets; {@code event} and {@code at} are added
     * @return whether it is a new one
     */
    public boolean raise(Alarm.Kind kind, String subject, JsonObject details, Duration quiet) throws SQLException {
        return rows.insertOnce(Alarm.of(kind, subject, details(kind, details, rows.instant()), rows.instant()), quiet);
    }

    /** The same in the transaction of a change; neither commits nor closes. */
    public static boolean raise(
            Connection connection, Alarm.Kind kind, String subject, JsonObject details, Duration quiet, Instant now)
            throws SQLException {
        return AlarmRows.insertOnce(connection, Alarm.of(kind, subject, details(kind, details, now), now), quiet);
    }

    private static JsonObject details(Alarm.Kind kind, JsonObject details, Instant now) {
        return Json.createObjectBuilder()
                .add("event", kind.word())
                .add("at", now.toString())
                .addAll(Json.createObjectBuilder(details))
                .build();
    }

    /** Of one that was sent, or is unknown, nothing more is sent. */
    public void send(UUID id) throws SQLException {
        Optional<AlarmRows.Waiting> found = rows.waiting(id);
        if (found.isEmpty()) {
            return;
        }
        Alarm alarm = found.get().alarm();
        if (found.get().attempts() == 0) {
            raised(alarm);
        }
        // A way that is closed keeps no other from telling, and one that has told is not asked again.
        Set<String> taken = new LinkedHashSet<>(found.get().takenBy());
        for (AlarmChannel channel : channels) {
            if (!taken.contains(channel.name()) && channel.send(alarm)) {
                taken.add(channel.name());
            }
        }
        if (channels.stream().map(AlarmChannel::name).allMatch(taken::contains)) {
            rows.sent(id);
        } else {
            int attempts = found.get().attempts();
            Optional<Duration> next = attempts < WAITS.size() ? Optional.of(WAITS.get(attempts)) : Optional.empty();
            rows.failed(id, taken, next);
            LOG.warn(
                    "alarm {} not sent by {}, {}",
                    id,
                    channels.stream()
                            .map(AlarmChannel::name)
                            .filter(name -> !taken.contains(name))
                            .toList(),
                    next.map(wait -> "again in " + wait).orElse("given up"));
        }
    }
}
