package org.fastsmtp.smtp.listener;

import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One thread per session: a virtual one where the runtime has them (found by reflection, since the bytecode is of Java 17), otherwise one of
 * a pool that grows to the limit and shrinks again.
 */
final class SessionThreads {
    private static final int VIRTUAL = 10_000;
    private static final int PLATFORM = 2_000;
    /** Beyond the limit there must be threads that say 421. */
    private static final int SPARE = 100;

    private final boolean virtual;
    private final int most;

    SessionThreads(SmtpSettings.Sessions settings) {
        virtual = settings.virtualThreads()
                && virtualExecutor().map(this::isClosed).isPresent();
        most = settings.most() > 0 ? settings.most() : virtual ? VIRTUAL : PLATFORM;
    }

    private boolean isClosed(ExecutorService probe) {
        probe.shutdown();
        return true;
    }

    /** How many sessions there may be at once. */
    int most() {
        return most;
    }

    boolean areVirtual() {
        return virtual;
    }

    ExecutorService open(String name) {
        if (virtual) {
            return virtualExecutor().orElseThrow();
        }
        AtomicLong count = new AtomicLong();
        return new ThreadPoolExecutor(0, most + SPARE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private static Optional<ExecutorService> virtualExecutor() {
        try {
            return Optional.of((ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            return Optional.empty();
        }
    }
}
