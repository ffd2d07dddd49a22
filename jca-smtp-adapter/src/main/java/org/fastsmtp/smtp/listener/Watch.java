package org.fastsmtp.smtp.listener;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.fastsmtp.smtp.tls.ServerTls;
import org.fastsmtp.smtp.tls.UnusableCertificateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to happen by itself: stuck sessions end, certificate files are looked at, alarms go out. One thread, and no more than one. */
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.smtp");
    private static final Duration ALARM_AGAIN = Duration.ofDays(1);
    private static final Duration LOOP_AGAIN = Duration.ofMinutes(10);

    private final Set<SmtpSession> sessions;
    private final int most;
    private final LongSupplier loops;
    private final Optional<ServerTls> tls;
    private final Duration alarmBefore;
    private final Clock clock;
    private final BiConsumer<String, String> alarm;
    private final ScheduledExecutorService thread;
    private Instant lastAlarm = Instant.MIN;
    private Instant lastEnd = Instant.MIN;
    private Instant lastLoop = Instant.MIN;
    private long loopsTold;
    private boolean overloaded;
    private volatile String problem = "";

    /** @param loops how many mails have been refused because they loop */
    Watch(
            Set<SmtpSession> sessions,
            int most,
            LongSupplier loops,
            Optional<ServerTls> tls,
            Duration alarmBefore,
            Clock clock,
            BiConsumer<String, String> alarm) {
        this.sessions = sessions;
        this.most = most;
        this.loops = loops;
        this.tls = tls;
        this.alarmBefore = alarmBefore;
        this.clock = clock;
        this.alarm = alarm;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, "smtp-watch");
            daemon.setDaemon(true);
            return daemon;
        });
    }

    /** @param reloadInterval zero: the files are looked at only when asked */
    void start(Duration reloadInterval, Runnable sample) {
        every(Duration.ofSeconds(5), () -> {
            sample.run();
            look();
        });
        if (!reloadInterval.isZero()) {
            every(reloadInterval, this::reload);
        }
    }

    /** A task that throws would never run again. */
    private void every(Duration interval, Runnable task) {
        thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        LOG.error("watch failed: {}", e.getClass().getName());
                    }
                },
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    void look() {
        sessions.stream().filter(SmtpSession::isStuck).forEach(SmtpSession::cut);
        boolean full = isOverloaded();
        if (full && !overloaded) {
            alarm.accept(SmtpListenerMXBean.OVERLOAD, sessions.size() + " of " + most + " sessions");
        }
        overloaded = full;
        Instant now = clock.instant();
        expiring(now);
        looping(now);
    }

    /** Once a day, and for each certificate. */
    private void expiring(Instant now) {
        if (!isExpiring()) {
            return;
        }
        Instant end = tls.flatMap(ServerTls::expiry).orElseThrow();
        if (end.equals(lastEnd) && !lastAlarm.plus(ALARM_AGAIN).isBefore(now)) {
            return;
        }
        lastAlarm = now;
        lastEnd = end;
        String text = "the certificate " + (end.isBefore(now) ? "ended" : "ends") + " at " + end;
        LOG.warn(text);
        alarm.accept(SmtpListenerMXBean.TLS_EXPIRING, text);
    }

    private void looping(Instant now) {
        long count = loops.getAsLong() - loopsTold;
        if (count == 0
                || !lastLoop.equals(Instant.MIN) && lastLoop.plus(LOOP_AGAIN).isAfter(now)) {
            return;
        }
        lastLoop = now;
        loopsTold += count;
        String text = "mails refused because they loop: " + count;
        LOG.warn(text);
        alarm.accept(SmtpListenerMXBean.LOOP_DETECTED, text);
    }

    boolean isOverloaded() {
        return sessions.size() * 10L >= most * 9L;
    }

    boolean isExpiring() {
        Instant soon = clock.instant().plus(alarmBefore);
        return tls.flatMap(ServerTls::expiry).filter(soon::isAfter).isPresent();
    }

    /** Why the files were not used at the last look; empty when they were. */
    String problem() {
        return problem;
    }

    private void reload() {
        try {
            reloadNow();
        } catch (UnusableCertificateException e) {
            LOG.debug("the alarm has been raised"); // by reloadNow
        }
    }

    /** @throws UnusableCertificateException after the alarm: the old certificate stays */
    boolean reloadNow() throws UnusableCertificateException {
        try {
            boolean changed = tls.isPresent() && tls.get().reload();
            if (changed) {
                problem = "";
                LOG.info("new certificate, ends at {}", tls.get().expiry().orElseThrow());
            }
            return changed;
        } catch (UnusableCertificateException e) {
            LOG.error("no new certificate, the old one stays: {}", e.getMessage());
            problem = e.getMessage();
            alarm.accept(SmtpListenerMXBean.TLS_RELOAD_FAILED, e.getMessage());
            throw e;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
