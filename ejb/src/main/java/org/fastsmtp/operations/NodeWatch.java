package org.fastsmtp.operations;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fastsmtp.alarm.Alarm;
import org.fastsmtp.alarm.AlarmRows;
import org.fastsmtp.alarm.Alarms;
import org.fastsmtp.json.Json;

/**
 * Makes alarms of what befalls this node and is no row: its certificate ends or a new one cannot be used (finding 31), it has too many
 * sessions, its database is gone (finding 27). Looked at every few seconds by one caller; a look that finds another under way does nothing.
 * What cannot be written while the database is away waits here; that it is away is told at once, without a row.
 */
final class NodeWatch {
    /** What lasts shorter is no outage. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration TELL_AGAIN = Duration.ofMinutes(1);
    private static final Duration OVERLOAD_AGAIN = Duration.ofMinutes(10);
    private static final Duration CERTIFICATE_AGAIN = Duration.ofDays(1);
    private static final int MOST_WAITING = 100;

    /** What a look sees. */
    interface Sight {
        boolean isDatabaseUp();

        boolean isOverloaded();

        /** E.g. {@code 1900 of 2000 sessions}. */
        String load();

        /** Why the certificate needs somebody; empty when it does not. */
        Optional<String> certificateTrouble();
    }

    private final Sight sight;
    private final String node;
    private final AlarmRows rows;
    private final Alarms alarms;
    private final Clock clock;
    private final AtomicBoolean isLooking = new AtomicBoolean();
    private volatile boolean isDatabaseUp = true;
    // Touched by one look at a time.
    private final Deque<Alarm> waiting = new ArrayDeque<>();
    private Optional<Instant> downSince = Optional.empty();
    private Optional<Alarm> loss = Optional.empty();
    private boolean isLossTold;
    private Instant toldAt = Instant.MIN;
    private boolean wasOverloaded;
    private Optional<Instant> overloadAt = Optional.empty();
    private Optional<Instant> certificateAt = Optional.empty();
    private String certificateTrouble = "";

    /** @param node its name in the alarms */
    NodeWatch(Sight sight, String node, AlarmRows rows, Alarms alarms, Clock clock) {
        this.sight = Objects.requireNonNull(sight);
        this.node = Objects.requireNonNull(node);
        this.rows = Objects.requireNonNull(rows);
        this.alarms = Objects.requireNonNull(alarms);
        this.clock = Objects.requireNonNull(clock);
    }

    void look() {
        if (!isLooking.compareAndSet(false, true)) {
            return;
        }
        try {
            Instant now = clock.instant();
            overload(now);
            certificate(now);
            database(sight.isDatabaseUp(), now);
            write();
        } finally {
            isLooking.set(false);
        }
    }

    /** As the last look saw it. */
    boolean isDatabaseUp() {
        return isDatabaseUp;
    }

    private void overload(Instant now) {
        boolean isOverloaded = sight.isOverloaded();
        if (isOverloaded && !wasOverloaded && isOver(overloadAt, OVERLOAD_AGAIN, now)) {
            overloadAt = Optional.of(now);
            wait(Alarm.of(
                    Alarm.Kind.OVERLOAD,
                    "node " + node + " has " + sight.load() + ": more are refused soon",
                    Json.createObjectBuilder()
                            .add("event", Alarm.Kind.OVERLOAD.word())
                            .add("node", node)
                            .add("load", sight.load())
                            .build(),
                    now));
        }
        wasOverloaded = isOverloaded;
    }

    private void certificate(Instant now) {
        Optional<String> trouble = sight.certificateTrouble();
        if (trouble.isPresent()
                && (isOver(certificateAt, CERTIFICATE_AGAIN, now)
                        || !trouble.get().equals(certificateTrouble))) {
            certificateAt = Optional.of(now);
            wait(Alarm.of(
                    Alarm.Kind.CERTIFICATE,
                    "node " + node + ": " + trouble.get(),
                    Json.createObjectBuilder()
                            .add("event", Alarm.Kind.CERTIFICATE.word())
                            .add("node", node)
                            .add("reason", trouble.get())
                            .build(),
                    now));
        }
        certificateTrouble = trouble.orElse("");
    }

    private void database(boolean isUp, Instant now) {
        isDatabaseUp = isUp;
        if (!isUp) {
            Instant since = downSince.orElse(now);
            downSince = Optional.of(since);
            if (Duration.between(since, now).compareTo(PATIENCE) >= 0) {
                tellLoss(since, now);
            }
            return;
        }
        if (loss.isPresent()) {
            Instant since = downSince.orElseThrow();
            long seconds = Duration.between(since, now).toSeconds();
            wait(Alarm.of(
                    Alarm.Kind.DATABASE_BACK,
                    "node " + node + " reaches its database again, after " + seconds + " s",
                    Json.createObjectBuilder()
                            .add("event", Alarm.Kind.DATABASE_BACK.word())
                            .add("node", node)
                            .add("since", since.toString())
                            .add("seconds", seconds)
                            .build(),
                    now));
        }
        downSince = Optional.empty();
        loss = Optional.empty();
    }

    private void tellLoss(Instant since, Instant now) {
        boolean isFirst = loss.isEmpty();
        if (isFirst) {
            loss = Optional.of(Alarm.of(
                    Alarm.Kind.DATABASE_LOST,
                    "node " + node + " does not reach its database; mail is accepted and waits in the journal",
                    Json.createObjectBuilder()
                            .add("event", Alarm.Kind.DATABASE_LOST.word())
                            .add("node", node)
                            .add("since", since.toString())
                            .build(),
                    now));
            isLossTold = false;
        } else if (isLossTold || !isOver(Optional.of(toldAt), TELL_AGAIN, now)) {
            return;
        }
        toldAt = now;
        isLossTold = alarms.tell(loss.get(), isFirst);
    }

    private static boolean isOver(Optional<Instant> last, Duration wait, Instant now) {
        return last.isEmpty() || !last.get().plus(wait).isAfter(now);
    }

    private void wait(Alarm alarm) {
        if (waiting.size() < MOST_WAITING) {
            waiting.add(alarm);
        }
    }

    /** What does not go now goes at the next look. */
    private void write() {
        while (isDatabaseUp && !waiting.isEmpty()) {
            Alarm next = waiting.peek();
            try {
                if (next.kind() == Alarm.Kind.CERTIFICATE) {
                    rows.insertOnce(next, CERTIFICATE_AGAIN);
                } else {
                    rows.insert(next);
                }
                waiting.remove();
            } catch (SQLException e) {
                isDatabaseUp = false;
            }
        }
    }
}
