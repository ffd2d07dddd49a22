package org.fastsmtp.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.fastsmtp.schema.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GroupCommitTest {
    private final DataSource database = TestDatabase.fresh();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger writes = new AtomicInteger();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void what_is_returned_from_is_committed() throws SQLException {
        GroupCommit<String> commits = new GroupCommit<>(database, this::insert);

        commits.commit("a");

        assertThat(topics()).contains("a");
    }

    @Test
    void two_kinds_share_a_transaction_and_each_has_its_writer() throws Exception {
        Committer committer = new Committer(database);
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<Connection> used = new CopyOnWriteArrayList<>();
        GroupCommit<String> names = new GroupCommit<>(committer, (connection, items) -> {
            first.countDown();
            await(go);
            used.add(connection);
            insert(connection, items);
        });
        GroupCommit<Integer> numbers = new GroupCommit<>(committer, (connection, items) -> {
            used.add(connection);
            insert(connection, items.stream().map(number -> "n" + number).toList());
        });
        Future<?> leader = threads.submit(() -> store(names, "first"));
        await(first);
        Thread name = waiting(() -> store(names, "second"));
        Thread number = waiting(() -> store(numbers, 7));
        go.countDown();
        leader.get();
        name.join();
        number.join();

        assertThat(topics()).contains("first", "second", "n7");
        assertThat(used).hasSize(3);
        assertThat(used.get(1)).as("one transaction for both").isSameAs(used.get(2));
    }

    @Test
    void who_comes_while_a_commit_is_under_way_shares_the_next_one() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        GroupCommit<String> commits = new GroupCommit<>(database, (connection, items) -> {
            first.countDown();
            await(go);
            insert(connection, items);
        });
        List<Future<?>> all = new ArrayList<>();
        all.add(threads.submit(() -> store(commits, "t0")));
        await(first);
        List<Thread> followers = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            String topic = "t" + i;
            followers.add(waiting(() -> store(commits, topic)));
        }

        go.countDown();
        for (Future<?> one : all) {
            one.get(10, TimeUnit.SECONDS);
        }
        for (Thread thread : followers) {
            thread.join(10_000);
        }

        assertThat(writes).hasValue(2);
        assertThat(topics()).hasSize(21);
    }

    @Test
    void a_bad_item_harms_only_itself() throws Exception {
        GroupCommit<String> commits = new GroupCommit<>(database, this::insert);
        CyclicBarrier start = new CyclicBarrier(40);
        AtomicInteger refused = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String topic = i % 10 == 0 ? "routing" : "t" + i; // a row of the schema: a duplicate key
            all.add(threads.submit(() -> {
                start.await();
                try {
                    commits.commit(topic);
                } catch (SQLException e) {
                    assertThat(topic).isEqualTo("routing");
                    refused.incrementAndGet();
                }
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get(10, TimeUnit.SECONDS);
        }

        assertThat(refused).hasValue(4);
        assertThat(topics()).hasSize(36);
    }

    @Test
    void an_error_in_the_writer_reaches_the_caller_and_blocks_nobody_after_it() throws SQLException {
        GroupCommit<String> commits = new GroupCommit<>(database, (connection, items) -> {
            if (items.contains("bad")) {
                throw new StackOverflowError();
            }
            insert(connection, items);
        });

        assertThatThrownBy(() -> commits.commit("bad"))
                .isInstanceOf(SQLException.class)
                .hasRootCauseInstanceOf(StackOverflowError.class);
        commits.commit("good");

        assertThat(topics()).contains("good");
    }

    @Test
    void a_connection_goes_back_as_it_came() throws SQLException {
        GroupCommit<String> commits = new GroupCommit<>(database, this::insert);
        commits.commit("a");
        assertThatThrownBy(() -> commits.commit("a")).isInstanceOf(SQLException.class);

        try (Connection connection = database.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    private static <T> Void store(GroupCommit<T> commits, T item) {
        try {
            commits.commit(item);
            return null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Once it waits for its group. */
    private static Thread waiting(Runnable work) {
        Thread thread = new Thread(work);
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return thread;
    }

    private void insert(Connection connection, List<String> topics) throws SQLException {
        writes.incrementAndGet();
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO changes (topic, version) VALUES (?, 1)")) {
            for (String topic : topics) {
                insert.setString(1, topic);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private List<String> topics() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT topic FROM changes WHERE topic NOT IN ('routing', 'rules', 'new rules')")) {
            List<String> topics = new ArrayList<>();
            while (rows.next()) {
                topics.add(rows.getString(1));
            }
            return topics;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
