package org.fastsmtp.delivery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.fastsmtp.alarm.Alarm;
import org.fastsmtp.alarm.AlarmRows;

/** The endpoints that this node knows, and what an operator can do with one. */
public final class Endpoints {
    /** A backlog this old makes the senders of the mail wait instead of our disk. */
    private static final Duration OLD_BACKLOG = Duration.ofMinutes(10);

    private static final int MOST_KNOWN = 50_000;

    private final DataSource database;
    private final Clock clock;
    private final Map<String, Endpoint> known = new ConcurrentHashMap<>();
    /** By digest: creation of the oldest delivery that waits for it, as counted last, or the time when one was parked since. */
    private final Map<String, Instant> backlog = new ConcurrentHashMap<>();

    /** Nodes that deliver, this one included. */
    private volatile int nodes = 1;

    public Endpoints(DataSource database, Clock clock) {
        this.database = Objects.requireNonNull(database);
        this.clock = Objects.requireNonNull(clock);
    }

    Endpoint endpoint(EndpointKey key) {
        Endpoint endpoint = known.computeIfAbsent(key.digest(), digest -> new Endpoint(key, clock));
        endpoint.name(key);
        return endpoint;
    }

    /** For rows, which know the digest only. */
    Endpoint byDigest(String digest) {
        return known.computeIfAbsent(digest, unknown -> new Endpoint(new EndpointKey(unknown, ""), clock));
    }

    /** Limits of an endpoint hold for all nodes together: each has its share. */
    void sharedBy(int deliveringNodes) {
        nodes = Math.max(1, deliveringNodes);
    }

    Optional<Double> rateHere(Optional<Double> perSecond) {
        int shares = nodes;
        return perSecond.map(rate -> rate / shares);
    }

    /** At least one, or nobody would ever work: with more nodes than attempts at once each still makes one. */
    int concurrencyHere(int atOnce) {
        return Math.max(1, atOnce / nodes);
    }

    Collection<Endpoint> all() {
        return known.values();
    }

    void backlog(Map<String, Instant> oldest) {
        backlog.putAll(oldest);
        backlog.keySet().retainAll(oldest.keySet());
    }

    /** A delivery waits for it now. */
    void parked(EndpointKey key) {
        backlog.putIfAbsent(key.digest(), clock.instant());
    }

    /** Nothing waits for it any more. */
    void released(String digest) {
        backlog.remove(digest);
    }

    List<Endpoint> withBacklog() {
        return backlog.keySet().stream().map(this::byDigest).toList();
    }

    /** Forgets who has been quiet for long, so that memory does not grow with every URL ever seen. */
    void forgetIdle() {
        Instant before = clock.instant().minus(known.size() > MOST_KNOWN ? Duration.ofMinutes(1) : Duration.ofHours(1));
        known.values()
                .removeIf(endpoint -> endpoint.isIdle(before)
                        && !backlog.containsKey(endpoint.key().digest()));
    }

    /**
     * Whether mail for this URL is better kept by its sender (finding 25): the endpoint takes nothing, and what waits for it is old. From
     * memory, for RCPT.
     */
    public boolean isShedding(String webhookUrl) {
        if (backlog.isEmpty()) {
            return false;
        }
        String digest = EndpointKey.of(webhookUrl).digest();
        Instant oldest = backlog.get(digest);
        Endpoint endpoint = known.get(digest);
        return oldest != null
                && endpoint != null
                && endpoint.isSick()
                && oldest.isBefore(clock.instant().minus(OLD_BACKLOG));
    }

    /** Those that are failing, disabled or at work, as this node sees them. */
    public List<EndpointState> states() {
        return known.values().stream().map(Endpoint::state).toList();
    }

    /** Lets work through again; what waited for it starts within seconds. */
    public void enable(String webhookUrl) throws SQLException {
        EndpointKey key = EndpointKey.of(webhookUrl);
        endpoint(key).enable();
        save(key, Endpoint.Health.GOOD, "", Alarm.Kind.ENDPOINT_ENABLED, "enabled by hand");
    }

    /** What is for it waits, without attempts, until it is enabled. */
    public void disable(String webhookUrl, String reason) throws SQLException {
        EndpointKey key = EndpointKey.of(webhookUrl);
        Endpoint endpoint = endpoint(key);
        endpoint.disable(clock.instant());
        save(
                key,
                endpoint.health(),
                reason,
                Alarm.Kind.ENDPOINT_DISABLED,
                reason + "; deliveries for it wait until it is enabled");
    }

    /** The change and the alarm that reports it, or neither. */
    private void save(EndpointKey key, Endpoint.Health health, String reason, Alarm.Kind kind, String text)
            throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                EndpointRows.save(connection, key, health, reason);
                AlarmRows.insert(connection, List.of(Outcomes.endpoint(kind, key, text, clock.instant())));
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** Of this node. */
    public void resetBreaker(String webhookUrl) {
        endpoint(EndpointKey.of(webhookUrl)).resetBreaker();
    }

    /**
     * Gives what this endpoint failed another chance: those given up, or deferred, since then. Done by one statement; the sweep queues
     * them.
     *
     * @return how many
     */
    public int retryFailedSince(String webhookUrl, Instant since) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        DeliveryLog.RETRY
                                + " WHERE endpoint = ? AND created_at >= ? AND status IN ('failed', 'exhausted') AND queued_at IS NULL")) {
            OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
            update.setObject(1, now);
            update.setObject(2, now);
            update.setString(3, EndpointKey.of(webhookUrl).digest());
            update.setObject(4, since.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
            return update.executeUpdate();
        }
    }
}
