package org.fastsmtp.delivery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.cluster.Lease;
import org.fastsmtp.cluster.Leases;
import org.fastsmtp.cluster.Nodes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts on the queue what is due: deferred deliveries whose time has come, parked ones whose endpoint takes work again, and those whose queue
 * message was lost (a crash between the commit of a row and the commit of the broker). What waits costs the broker nothing. One node sweeps
 * at a time; the condition on the ticket would keep two from doing harm.
 *
 * <p>A row goes through here in two commits: first the row says that it is queued, then the broker has the message. A crash in between is
 * the third case of the above.
 */
public final class Sweep {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.delivery");
    private static final int PAGE = 1_000;
    private static final int MOST_PAGES = 10;
    /** Above this the queue has work enough; memory of the broker is not a waiting room. */
    private static final int DEEP_QUEUE = 5_000;

    private static final Duration LONGER_LEASE = Duration.ofMinutes(10);
    /** Between two looks whether a node that is at an attempt still lives. */
    private static final Duration NEXT_LOOK = Duration.ofSeconds(10);
    /** Between the commit of a row and that of its message. */
    private static final Duration SENDING = Duration.ofSeconds(20);
    /** Where the depth of the queue cannot be known. */
    private static final Duration LOST_FOR_SURE = Duration.ofHours(6);

    /** As {@code IS NOT NULL}, for which H2 would walk the index over every row that is final: nulls stand in it, first. */
    static final String IS_SET = "due_at >= TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00'";

    static final String DUE = "WHERE " + IS_SET + " AND due_at <= ? ORDER BY due_at LIMIT ";

    private static final Duration COUNTING = Duration.ofSeconds(10);

    private final DataSource database;
    private final DeliveryQueue queue;
    private final Endpoints endpoints;
    private final EndpointWatch watch;
    private final BacklogWatch backlogs;
    private final DeliveryMetrics metrics;
    private final Clock clock;
    private final Duration interval;
    private final Lease lease;
    private final Instant startedAt;
    private Instant emptyAt = Instant.EPOCH;
    private Instant countedAt = Instant.EPOCH;
    private boolean isCrashRepaired;

    private record Due(
            UUID id,
            int ticket,
            String endpoint,
            DeliveryStatus status,
            boolean isManual,
            Optional<Instant> queuedAt,
            Optional<Instant> claimedUntil,
            boolean isClaimantLost) {}

    /** @param oldBacklog age of what waits that is worth an alarm */
    public Sweep(
            DataSource database,
            DeliveryQueue queue,
            Endpoints endpoints,
            EndpointWatch watch,
            DeliveryMetrics metrics,
            Clock clock,
            Duration interval,
            Duration oldBacklog) {
        this.database = Objects.requireNonNull(database);
        this.queue = Objects.requireNonNull(queue);
        this.endpoints = Objects.requireNonNull(endpoints);
        this.watch = Objects.requireNonNull(watch);
        this.metrics = Objects.requireNonNull(metrics);
        this.clock = Objects.requireNonNull(clock);
        this.interval = Objects.requireNonNull(interval);
        this.backlogs = new BacklogWatch(database, endpoints, oldBacklog, clock);
        this.lease = new Lease(new Leases(database, clock), "delivery-sweep", clock);
        this.startedAt = clock.instant();
    }

    /**
     * One round.
     *
     * @return how many were put on the queue
     */
    public synchronized int run() throws SQLException {
        Instant now = clock.instant();
        watch.look();
        if (Duration.between(countedAt, now).compareTo(COUNTING) >= 0) {
            countedAt = now;
            watch.learn();
            count(now);
            endpoints.forgetIdle();
        }
        if (!lease.isHeld()) {
            return 0;
        }
        long depth = queue.depth();
        if (depth == 0) {
            emptyAt = now;
        }
        Map<String, Integer> appetites = new HashMap<>();
        int queued = due(now, depth, appetites) + parked(appetites);
        if (!isCrashRepaired && depth == 0) {
            queued += repairAfterCrash();
            isCrashRepaired = true;
        }
        return queued;
    }

    private int due(Instant now, long depth, Map<String, Integer> appetites) throws SQLException {
        int queued = 0;
        for (int page = 0; page < MOST_PAGES && depth + queued < DEEP_QUEUE; page++) {
            List<Due> due = select(DUE + PAGE, now.atOffset(ZoneOffset.UTC));
            queued += requeue(due, now, depth, appetites);
            if (due.size() < PAGE) {
                break;
            }
        }
        return queued;
    }

    private int requeue(List<Due> due, Instant now, long depth, Map<String, Integer> appetites) throws SQLException {
        List<Due> toQueue = new ArrayList<>();
        List<Due> toPark = new ArrayList<>();
        List<Due> toLease = new ArrayList<>();
        List<Due> toWatch = new ArrayList<>();
        List<Due> toForget = new ArrayList<>();
        for (Due row : due) {
            if (!row.status().isOpen()) {
                toForget.add(row);
            } else if (isUnderWay(row, now, depth)) {
                (row.claimedUntil().isPresent() ? toWatch : toLease).add(row);
            } else if (row.isManual() || takes(row.endpoint(), appetites)) {
                toQueue.add(row);
            } else {
                toPark.add(row);
            }
        }
        update(
                "SET parked = endpoint, due_at = NULL, queued_at = NULL, claimed_until = NULL, claimed_by = NULL, ticket = ticket + 1",
                toPark,
                Optional.empty());
        update("SET due_at = ?", toLease, Optional.of(now.plus(LONGER_LEASE)));
        update("SET due_at = ?", toWatch, Optional.of(now.plus(NEXT_LOOK)));
        update("SET due_at = NULL", toForget, Optional.empty());
        return enqueue(toQueue);
    }

    private boolean isUnderWay(Due row, Instant now, long depth) {
        if (row.claimedUntil().isPresent()) {
            // Over, or its node is lost; the message was void for whoever got it after that.
            return row.claimedUntil().get().isAfter(now) && !row.isClaimantLost();
        }
        return row.queuedAt().isPresent() && !isLost(row.queuedAt().get(), now, depth);
    }

    /** Whether no message can be on the queue for what was queued then: it was empty since, with nothing under way. */
    private boolean isLost(Instant queuedAt, Instant now, long depth) {
        boolean isUnknown = depth < 0;
        return isUnknown
                ? Duration.between(queuedAt, now).compareTo(LOST_FOR_SURE) > 0
                : queuedAt.plus(SENDING).isBefore(emptyAt);
    }

    private boolean takes(String digest, Map<String, Integer> appetites) {
        Endpoint endpoint = endpoints.byDigest(digest);
        int left = appetites.computeIfAbsent(digest, unknown -> endpoint.appetite(interval));
        // One that is well may get more than its appetite: its consumers park what is too much. A sick one gets what it
        // asks for.
        if (left <= 0 && endpoint.isSick()) {
            return false;
        }
        appetites.put(digest, left - 1);
        return true;
    }

    /** The longest waiting first, as many as each endpoint takes. */
    private int parked(Map<String, Integer> appetites) throws SQLException {
        int queued = 0;
        for (Endpoint endpoint : endpoints.withBacklog()) {
            String digest = endpoint.key().digest();
            int left = appetites.computeIfAbsent(digest, unknown -> endpoint.appetite(interval));
            if (left > 0) {
                List<Due> rows = select("WHERE parked = ? ORDER BY next_retry_at LIMIT " + left, digest);
                List<Due> open =
                        rows.stream().filter(row -> row.status().isOpen()).toList();
                update(
                        "SET parked = NULL",
                        rows.stream().filter(row -> !row.status().isOpen()).toList(),
                        Optional.empty());
                queued += enqueue(open);
                if (rows.size() < left) {
                    endpoints.released(digest);
                }
            }
        }
        return queued;
    }

    /** Once after the start, when the queue has been drained: what still says "queued" from before has no message. */
    private int repairAfterCrash() throws SQLException {
        List<Due> lost = select(
                "WHERE " + IS_SET + " AND queued_at < ? AND claimed_until IS NULL LIMIT " + PAGE * MOST_PAGES,
                startedAt.minus(SENDING).atOffset(ZoneOffset.UTC));
        int repaired =
                enqueue(lost.stream().filter(row -> row.status().isOpen()).toList());
        if (repaired > 0) {
            LOG.info("{} deliveries had lost their queue message and were queued again", repaired);
        }
        return repaired;
    }

    /** First the rows, then the broker. */
    private int enqueue(List<Due> rows) throws SQLException {
        if (rows.isEmpty()) {
            return 0;
        }
        List<Ticket> tickets = new ArrayList<>();
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE delivery_log SET ticket = ticket + 1, queued_at = ?, due_at = ?, claimed_until = NULL, claimed_by = NULL, parked = NULL"
                                + " WHERE id = ? AND ticket = ? AND status IN ('pending', 'failed')")) {
            connection.setAutoCommit(false);
            try {
                for (Due row : rows) {
                    update.setObject(1, now);
                    update.setObject(2, now.plus(DeliveryRows.QUEUE_LEASE));
                    update.setObject(3, row.id());
                    update.setInt(4, row.ticket());
                    update.addBatch();
                }
                int[] counts = update.executeBatch();
                connection.commit();
                for (int i = 0; i < counts.length; i++) {
                    if (counts[i] != 0) {
                        tickets.add(new Ticket(rows.get(i).id(), rows.get(i).ticket() + 1));
                    }
                }
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
        queue.send(tickets);
        return tickets.size();
    }

    private void update(String set, List<Due> rows, Optional<Instant> at) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (Connection connection = database.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE delivery_log " + set + " WHERE id = ? AND ticket = ?")) {
            for (Due row : rows) {
                int place = 1;
                if (at.isPresent()) {
                    update.setObject(place++, at.get().atOffset(ZoneOffset.UTC));
                }
                update.setObject(place++, row.id());
                update.setInt(place, row.ticket());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private List<Due> select(String where, Object value) throws SQLException {
        List<Due> rows = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT id, ticket, endpoint, status, next_trigger, queued_at, claimed_until, claimed_by IS NOT NULL AND NOT EXISTS"
                                + " (SELECT 1 FROM leases WHERE name = claimed_by AND held_until >= ?) FROM delivery_log "
                                + where)) {
            select.setObject(1, clock.instant().minus(Nodes.LENGTH).atOffset(ZoneOffset.UTC));
            select.setObject(2, value);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new Due(
                            row.getObject(1, UUID.class),
                            row.getInt(2),
                            row.getString(3),
                            DeliveryStatus.of(row.getString(4)).orElseThrow(),
                            row.getString(5).equals(Attempt.MANUAL),
                            Optional.ofNullable(row.getObject(6, OffsetDateTime.class))
                                    .map(OffsetDateTime::toInstant),
                            Optional.ofNullable(row.getObject(7, OffsetDateTime.class))
                                    .map(OffsetDateTime::toInstant),
                            row.getBoolean(8)));
                }
            }
        }
        return rows;
    }

    /** Depth and age by status, for the metrics, and the backlog of each endpoint. */
    private void count(Instant now) throws SQLException {
        Map<DeliveryStatus, DeliveryMetrics.QueueState> states = new EnumMap<>(DeliveryStatus.class);
        Map<String, BacklogWatch.Backlog> backlog = new HashMap<>();
        Optional<Instant> untried = Optional.empty();
        try (Connection connection = database.getConnection();
                PreparedStatement byStatus = connection.prepareStatement("SELECT status, COUNT(*), MIN(created_at),"
                        + " MIN(CASE WHEN status = 'pending' AND attempts = 0 AND parked IS NULL THEN created_at END)"
                        + " FROM delivery_log"
                        + " WHERE status IN ('pending', 'failed', 'quarantined') GROUP BY status");
                PreparedStatement byEndpoint = connection.prepareStatement(
                        "SELECT parked, MIN(created_at), COUNT(*) FROM delivery_log WHERE parked >= '' GROUP BY parked")) {
            try (ResultSet row = byStatus.executeQuery()) {
                while (row.next()) {
                    Instant oldest = row.getObject(3, OffsetDateTime.class).toInstant();
                    states.put(
                            DeliveryStatus.of(row.getString(1)).orElseThrow(),
                            new DeliveryMetrics.QueueState(
                                    row.getLong(2),
                                    Duration.between(oldest, now).toMillis() / 1000.0));
                    OffsetDateTime first = row.getObject(4, OffsetDateTime.class);
                    untried = first == null ? untried : Optional.of(first.toInstant());
                }
            }
            try (ResultSet row = byEndpoint.executeQuery()) {
                while (row.next()) {
                    backlog.put(
                            row.getString(1),
                            new BacklogWatch.Backlog(
                                    row.getLong(3),
                                    row.getObject(2, OffsetDateTime.class).toInstant()));
                }
            }
        }
        metrics.queue(
                states,
                untried.map(first -> Duration.between(first, now).toMillis() / 1000.0)
                        .orElse(0.0));
        Map<String, Instant> oldest = new HashMap<>();
        backlog.forEach((digest, waiting) -> oldest.put(digest, waiting.oldest()));
        endpoints.backlog(oldest);
        backlogs.look(backlog, untried);
    }
}
