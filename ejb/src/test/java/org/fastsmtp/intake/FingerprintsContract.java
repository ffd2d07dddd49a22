package org.fastsmtp.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.fastsmtp.MovingClock;
import org.fastsmtp.archive.StoredMail;
import org.fastsmtp.commit.GroupCommit;
import org.fastsmtp.delivery.DeliveryRows;
import org.fastsmtp.delivery.DeliveryStatus;
import org.fastsmtp.delivery.NewDelivery;
import org.fastsmtp.smtp.Content;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The memory of mails behind the queue, on a database that two nodes share. A node that is made anew has been restarted. */
@DisplayName("finding 26: the same mail once more, over restarts and nodes")
abstract class FingerprintsContract {
    private static final Duration WINDOW = Duration.ofHours(6);

    private final MovingClock clock = new MovingClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private DataSource database;
    private Node a;
    private Node b;

    /** With the schema of this version and no mail. */
    abstract DataSource database();

    @BeforeEach
    void start() {
        database = database();
        a = new Node();
        b = new Node();
    }

    @Test
    void after_a_restart_a_mail_whose_250_was_lost_makes_no_second_delivery() throws SQLException {
        UUID first = a.understand("same");
        a = new Node();
        UUID second = a.understand("same");
        assertThat(ids("SELECT DISTINCT mail_id FROM delivery_log")).containsExactly(first);
        assertThat(ids("SELECT id FROM mails")).containsExactly(first);
        assertThat(ids("SELECT id FROM repeats WHERE mail_id = '" + first + "' AND seen = 'queue'"))
                .containsExactly(second);
    }

    @Test
    void another_node_knows_it_too() throws SQLException {
        a.understand("same");
        b.understand("same");
        b.understand("other");
        assertThat(count("delivery_log")).isEqualTo(2);
        assertThat(count("repeats")).isEqualTo(1);
    }

    @Test
    void the_repeat_that_is_understood_before_the_first_takes_its_place() throws SQLException {
        Understood first = mail("same");
        clock.advance(Duration.ofMinutes(2));
        Understood second = mail("same");
        b.confirmed(second);
        b.store(second);
        b.memory.flush();
        a.store(first);
        assertThat(ids("SELECT mail_id FROM delivery_log"))
                .containsExactly(second.mail().id());
        assertThat(ids("SELECT id FROM repeats")).containsExactly(first.mail().id());
    }

    @Test
    void a_mail_whose_250_was_read_may_come_again() throws SQLException {
        Understood first = mail("same");
        a.confirmed(first);
        a.store(first);
        a.understand("same");
        assertThat(count("delivery_log")).isEqualTo(2);
        assertThat(count("repeats")).isZero();
    }

    @Test
    void what_was_read_is_known_to_other_nodes_and_after_a_restart() throws SQLException {
        Understood first = mail("same");
        a.store(first);
        a.confirmed(first);
        clock.advance(Duration.ofSeconds(3));
        a.memory.flush();
        b.understand("same");
        assertThat(count("delivery_log")).isEqualTo(2);
    }

    @Test
    void what_was_read_before_the_mail_was_understood_is_written_later() throws SQLException {
        Understood first = mail("same");
        a.confirmed(first);
        clock.advance(Duration.ofSeconds(3));
        a.memory.flush();
        b.store(first);
        clock.advance(Duration.ofSeconds(31));
        a.memory.flush();
        a = new Node();
        a.understand("same");
        assertThat(count("delivery_log")).isEqualTo(2);
    }

    @Test
    void a_repeat_whose_250_was_read_ends_it() throws SQLException {
        a.understand("same");
        Understood second = mail("same");
        b.store(second);
        b.confirmed(second);
        clock.advance(Duration.ofSeconds(3));
        b.memory.flush();
        a.understand("same");
        assertThat(count("delivery_log")).isEqualTo(2);
        assertThat(count("repeats")).isEqualTo(1);
    }

    @Test
    void beyond_the_window_nothing_is_remembered() throws SQLException {
        a.understand("same");
        clock.advance(WINDOW.plusMinutes(1));
        a.understand("same");
        assertThat(count("delivery_log")).isEqualTo(2);
        clock.advance(WINDOW.multipliedBy(3));
        a.memory.flush();
        assertThat(count("fingerprints")).isZero();
    }

    @Test
    void a_queue_message_that_comes_again_is_decided_as_before() throws SQLException {
        Understood first = mail("same");
        a.store(first);
        Understood second = mail("same");
        a.store(second);
        a.confirmed(first);
        a.store(again(second));
        a.store(again(first));
        assertThat(count("delivery_log")).isEqualTo(1);
        assertThat(count("repeats")).isEqualTo(1);
    }

    @Test
    void a_stored_mail_that_comes_again_is_no_repeat_of_its_successor() throws SQLException {
        Understood first = mail("same");
        a.confirmed(first);
        a.store(first);
        a.understand("same");
        Understood again = again(first);
        try (Connection connection = database.getConnection()) {
            assertThat(new Fingerprints(any -> false, WINDOW, clock).write(connection, List.of(again)))
                    .containsExactly(again);
        }
        assertThat(again.first()).isEmpty();
        assertThat(count("repeats")).isZero();
    }

    @Test
    void of_a_thousand_at_once_on_two_nodes_one_is_delivered() throws Exception {
        List<Understood> mails = new ArrayList<>(
                IntStream.range(0, 1000).mapToObj(i -> mail("same-" + i % 20)).toList());
        Collections.shuffle(mails, new java.util.Random(26));
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 8; i++) {
            int own = i;
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                    for (int at = own; at < mails.size(); at += 8) {
                        (own % 2 == 0 ? a : b).store(mails.get(at));
                    }
                } catch (Exception | Error e) {
                    failures.add(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(count("delivery_log")).isEqualTo(20);
        assertThat(count("mails")).isEqualTo(20);
        assertThat(count("repeats")).isEqualTo(980);
    }

    @Test
    void a_repeat_that_a_session_answered_is_a_row_as_soon_as_there_is_a_database() throws SQLException {
        UUID first = a.understand("same");
        UUID second = UUID.randomUUID();
        a.memory.repeated(second, first, "192.0.2.7");
        a.memory.flush();
        a.memory.flush();
        assertThat(ids("SELECT id FROM repeats WHERE client_ip = '192.0.2.7' AND seen = 'session'"))
                .containsExactly(second);
        assertThat(new RepeatLog(database).list(Optional.of(first), 10, 0))
                .containsExactly(new Repeat(second, first, "192.0.2.7", "session", clock.instant()));
        assertThat(new RepeatLog(database).list(Optional.empty(), 10, 1)).isEmpty();
        assertThat(registry.get("fastsmtp.mail.repeats")
                        .tag("seen", "session")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    /** One node with its consumers; its memory of confirmations begins empty. */
    private final class Node {
        private final RepeatMemory memory = new RepeatMemory(database, WINDOW, clock, registry);
        private final GroupCommit<Understood> store = new GroupCommit<>(
                database,
                new IntakeRows(new DeliveryRows(clock), new Fingerprints(memory::isConfirmed, WINDOW, clock)));

        UUID understand(String what) throws SQLException {
            Understood understood = mail(what);
            store(understood);
            return understood.mail().id();
        }

        void store(Understood understood) throws SQLException {
            Understanding.store(store, understood);
        }

        void confirmed(Understood understood) {
            memory.confirmed(understood.mail().id(), understood.fingerprint().orElseThrow());
        }
    }

    private Understood mail(String what) {
        clock.advance(Duration.ofMillis(10));
        return understood(UUID.randomUUID(), clock.instant(), what);
    }

    private static Understood again(Understood other) {
        return understood(
                other.mail().id(),
                other.mail().receivedAt(),
                other.fingerprint().orElseThrow());
    }

    private static Understood understood(UUID id, Instant at, String what) {
        byte[] octets = what.getBytes(StandardCharsets.US_ASCII);
        StoredMail mail = new StoredMail(
                id,
                at,
                "session",
                "192.0.2.1",
                "client.example",
                Optional.empty(),
                "a@example.org",
                List.of("b@example.com"),
                "<same@example.org>",
                false,
                "00",
                "{}",
                new Content() {
                    @Override
                    public long size() {
                        return octets.length;
                    }

                    @Override
                    public InputStream open() {
                        return new ByteArrayInputStream(octets);
                    }
                });
        NewDelivery delivery = new NewDelivery(
                UUID.randomUUID(),
                id,
                Optional.empty(),
                Optional.empty(),
                "<same@example.org>",
                "b@example.com",
                "https://example.com/",
                false,
                "00",
                DeliveryStatus.PENDING,
                Optional.empty(),
                "node",
                "none",
                "none",
                "{}");
        return new Understood(mail, List.of(delivery), List.of(), List.of(), Optional.of(what));
    }

    private List<UUID> ids(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            List<UUID> ids = new ArrayList<>();
            while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
            }
            return ids;
        }
    }

    private long count(String table) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT COUNT(*) FROM " + table);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
