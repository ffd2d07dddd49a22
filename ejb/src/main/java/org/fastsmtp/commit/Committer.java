package org.fastsmtp.commit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/**
 * One database transaction for what many threads want to store at the same moment: whoever comes first writes and commits for all who
 * came meanwhile, the others wait. A lone caller waits for nobody; under load a leader waits some milliseconds for company. There is no
 * thread of its own. What is stored, and how, each {@link GroupCommit} says.
 */
public final class Committer {
    private static final int LARGEST_GROUP = 128;
    /** How long a leader waits for company when the last group had some; under load a commit shared is a commit saved. */
    private static final long LINGER_NANOS = 4_000_000;
    /** Company enough to go at once. */
    private static final int GOOD_GROUP = 24;

    private final DataSource database;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock.
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private boolean led;
    private int lastGroup;

    public Committer(DataSource database) {
        this.database = Objects.requireNonNull(database);
    }

    void commit(BatchWriter<Object> writer, Object item) throws SQLException {
        Waiter own = new Waiter(writer, item);
        lock.lock();
        try {
            waiting.add(own);
            if (!led) {
                led = true;
                own.role = Role.LEADER;
            }
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (own.role == Role.WAITING) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (own.role == Role.LEADER) {
            lead();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (own.failure != null) {
            throw own.failure instanceof SQLException sql ? again(sql) : new SQLException(own.failure);
        }
    }

    /** Stores one group, in which the caller is, and hands the lead to the first who came since. */
    private void lead() {
        List<Waiter> group = new ArrayList<>();
        linger();
        lock.lock();
        try {
            while (group.size() < LARGEST_GROUP && !waiting.isEmpty()) {
                group.add(waiting.remove());
            }
            lastGroup = group.size();
        } finally {
            lock.unlock();
        }
        try {
            store(group);
        } finally {
            release(group);
        }
    }

    private void linger() {
        long end = System.nanoTime() + LINGER_NANOS;
        for (long left = LINGER_NANOS; left > 0 && isCompanyExpected(); left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, Math.min(left, LINGER_NANOS / 8));
        }
    }

    private boolean isCompanyExpected() {
        lock.lock();
        try {
            return lastGroup > 1 && waiting.size() < Math.min(GOOD_GROUP, 2 * lastGroup);
        } finally {
            lock.unlock();
        }
    }

    private void release(List<Waiter> group) {
        Waiter next;
        lock.lock();
        try {
            next = waiting.peek();
            led = next != null;
            if (next != null) {
                next.role = Role.LEADER;
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            LockSupport.unpark(next.thread);
        }
        for (Waiter waiter : group) {
            waiter.role = Role.DONE;
            if (waiter.thread != Thread.currentThread()) {
                LockSupport.unpark(waiter.thread);
            }
        }
    }

    /** Every waiter of the group gets its result here, also when something unforeseen is thrown: nobody may wait for ever. */
    private void store(List<Waiter> group) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                store(connection, group);
            } catch (SQLException | RuntimeException | Error e) {
                connection.rollback();
                throw e;
            }
            connection.setAutoCommit(true);
        } catch (SQLException | RuntimeException | Error e) {
            for (Waiter waiter : group) {
                if (!waiter.settled) {
                    waiter.fail(e);
                }
            }
        }
    }

    private static void store(Connection connection, List<Waiter> group) throws SQLException {
        if (group.size() > 1 && writes(connection, group)) {
            return;
        }
        // One bad item must not harm the others.
        for (Waiter waiter : group) {
            storeAlone(connection, waiter);
        }
    }

    /** @return false when nothing was stored because the writer refused; a failing commit is thrown, its effect is unknown */
    private static boolean writes(Connection connection, List<Waiter> group) throws SQLException {
        try {
            for (Map.Entry<BatchWriter<Object>, List<Object>> same :
                    byWriter(group).entrySet()) {
                same.getKey().write(connection, same.getValue());
            }
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            return false;
        }
        connection.commit();
        group.forEach(waiter -> waiter.settled = true);
        return true;
    }

    /** In the order in which they came. */
    private static Map<BatchWriter<Object>, List<Object>> byWriter(List<Waiter> group) {
        Map<BatchWriter<Object>, List<Object>> items = new LinkedHashMap<>();
        for (Waiter waiter : group) {
            items.computeIfAbsent(waiter.writer, unknown -> new ArrayList<>()).add(waiter.item);
        }
        return items;
    }

    private static void storeAlone(Connection connection, Waiter waiter) throws SQLException {
        try {
            waiter.writer.write(connection, List.of(waiter.item));
        } catch (SQLException | RuntimeException e) {
            waiter.fail(e);
            connection.rollback();
            return;
        }
        connection.commit();
        waiter.settled = true;
    }

    /** A new exception for each thread, so that stack traces say who waited; state and cause stay. */
    private static SQLException again(SQLException failure) {
        return new SQLException(failure.getMessage(), failure.getSQLState(), failure.getErrorCode(), failure);
    }

    private enum Role {
        WAITING,
        LEADER,
        DONE
    }

    private static final class Waiter {
        private final BatchWriter<Object> writer;
        private final Object item;
        private final Thread thread = Thread.currentThread();
        private volatile Role role = Role.WAITING;
        // Written by the leader before role becomes DONE.
        private boolean settled;
        private Throwable failure;

        private Waiter(BatchWriter<Object> writer, Object item) {
            this.writer = writer;
            this.item = Objects.requireNonNull(item);
        }

        private void fail(Throwable cause) {
            settled = true;
            failure = cause;
        }
    }
}
