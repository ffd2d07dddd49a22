package org.fastsmtp.intake;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * What the sessions of this node know of mails and repeats (finding 26), on its way into the database, where {@link Fingerprints} looks: which
 * mails' 250 was read, and what a session has answered as a repeat by itself. Sessions only put it here; {@link #flush} writes it, once a
 * second. What a crash takes away is at most a second of it: a confirmation lost makes a mail that is sent once more a repeat.
 */
public final class RepeatMemory {
    static final String QUEUE = "queue";
    static final String SESSION = "session";
    static final String INSERT =
            "INSERT INTO repeats (id, mail_id, client_ip, seen, created_at) VALUES (?, ?, ?, ?, ?)";

    private static final int MOST = 50_000;
    private static final int PAGE = 500;
    /** Time for the mail to be understood, whose row then says it at once. */
    private static final Duration SOON = Duration.ofSeconds(2);

    /** A confirmation whose mail has no row yet. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private static final Duration SWEEP = Duration.ofMinutes(10);

    private record Confirmation(String fingerprint, Instant nextTry) {}

    private record Answered(UUID mail, UUID first, String client, Instant at) {}

    private final DataSource database;
    private final Duration window;
    private final Clock clock;
    /** By mail, for the whole window: the row may be written long after, when the database was away. */
    private final Cache<UUID, Boolean> confirmed;

    private final Map<UUID, Confirmation> unwritten = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Answered> repeated = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Counter bySession;
    private final Counter behindQueue;
    private Instant nextSweep = Instant.MIN;

    public RepeatMemory(DataSource database, Duration window, Clock clock, MeterRegistry registry) {
        this.database = Objects.requireNonNull(database);
        this.window = Objects.requireNonNull(window);
        this.clock = Objects.requireNonNull(clock);
        this.confirmed = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(window)
                .executor(Runnable::run)
                .build();
        this.bySession = counter(registry, SESSION);
        this.behindQueue = counter(registry, QUEUE);
    }

    private static Counter counter(MeterRegistry registry, String seen) {
        return Counter.builder("fastsmtp.mail.repeats")
                .description("Mails that came once more as their 250 was lost, and were not delivered twice")
                .tag("seen", seen)
                .register(registry);
    }

    void confirmed(UUID mail, String fingerprint) {
        confirmed.put(mail, true);
        if (unwritten.size() < MOST) {
            unwritten.put(mail, new Confirmation(fingerprint, clock.instant().plus(SOON)));
        }
    }

    /** Whether this node has seen the client go on after the 250 of a mail. */
    boolean isConfirmed(UUID mail) {
        return confirmed.getIfPresent(mail) != null;
    }

    /** The row of a mail says already that it was confirmed. */
    void written(UUID mail) {
        unwritten.remove(mail);
    }

    /** A session has answered a mail as a repeat of another. */
    void repeated(UUID mail, UUID first, String client) {
        bySession.increment();
        if (waiting.get() < MOST) {
            waiting.incrementAndGet();
            repeated.add(new Answered(mail, first, client, clock.instant()));
        }
    }

    /** A repeat was found behind the queue; its row is written. */
    void counted() {
        behindQueue.increment();
    }

    /** By one caller at a time. What fails is tried again at the next call. */
    void flush() throws SQLException {
        writeRepeats();
        writeConfirmations();
        if (!clock.instant().isBefore(nextSweep)) {
            forget();
            nextSweep = clock.instant().plus(SWEEP);
        }
    }

    private void writeRepeats() throws SQLException {
        while (!repeated.isEmpty()) {
            List<Answered> page = repeated.stream().limit(PAGE).toList();
            try (Connection connection = database.getConnection();
                    PreparedStatement insert = connection.prepareStatement(INSERT)) {
                connection.setAutoCommit(false);
                try {
                    for (Answered repeat : page) {
                        insert.setObject(1, repeat.mail());
                        insert.setObject(2, repeat.first());
                        insert.setString(3, repeat.client());
                        insert.setString(4, SESSION);
                        insert.setObject(5, repeat.at().atOffset(ZoneOffset.UTC));
                        insert.addBatch();
                    }
                    insert.executeBatch();
                    connection.commit();
                } catch (SQLException e) {
                    connection.rollback();
                    throw e;
                }
                connection.setAutoCommit(true);
            }
            page.forEach(any -> repeated.poll());
            waiting.addAndGet(-page.size());
        }
    }

    private void writeConfirmations() throws SQLException {
        Instant now = clock.instant();
        List<Map.Entry<UUID, Confirmation>> due = unwritten.entrySet().stream()
                .filter(entry -> !entry.getValue().nextTry().isAfter(now))
                .toList();
        for (int from = 0; from < due.size(); from += PAGE) {
            writeConfirmations(due.subList(from, Math.min(due.size(), from + PAGE)), now);
        }
    }

    /** Under a fingerprint stands the mail itself, or the one that it was a repeat of. */
    private void writeConfirmations(List<Map.Entry<UUID, Confirmation>> page, Instant now) throws SQLException {
        int[] changed;
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement("""
                        UPDATE fingerprints SET is_confirmed = TRUE WHERE fingerprint = ? AND (mail_id = ?
                          OR EXISTS (SELECT 1 FROM repeats r WHERE r.id = ? AND r.mail_id = fingerprints.mail_id))""")) {
            connection.setAutoCommit(false);
            try {
                for (Map.Entry<UUID, Confirmation> one : page) {
                    update.setString(1, one.getValue().fingerprint());
                    update.setObject(2, one.getKey());
                    update.setObject(3, one.getKey());
                    update.addBatch();
                }
                changed = update.executeBatch();
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            }
            connection.setAutoCommit(true);
        }
        for (int i = 0; i < changed.length; i++) {
            UUID mail = page.get(i).getKey();
            Confirmation one = page.get(i).getValue();
            if (changed[i] == 0 && isConfirmed(mail)) {
                unwritten.replace(mail, one, new Confirmation(one.fingerprint(), now.plus(AGAIN)));
            } else {
                unwritten.remove(mail, one);
            }
        }
    }

    /** Nobody asks for what is older than the window. */
    private void forget() throws SQLException {
        Instant before = clock.instant().minus(window.multipliedBy(2));
        int count = PAGE;
        while (count == PAGE) {
            try (Connection connection = database.getConnection();
                    PreparedStatement delete =
                            connection.prepareStatement("DELETE FROM fingerprints WHERE fingerprint IN"
                                    + " (SELECT fingerprint FROM fingerprints WHERE received_at < ? LIMIT ?)")) {
                delete.setObject(1, before.atOffset(ZoneOffset.UTC));
                delete.setInt(2, PAGE);
                count = delete.executeUpdate();
            }
        }
    }
}
