package org.fastsmtp.retention;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJB;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.fastsmtp.cluster.Leases;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the jobs when they are due: the node that gets the lease of the interval starts the job, so that of many nodes one does, a restart
 * does not begin the interval anew, and the first run comes with the first start. A run that ended early because mail waited goes on at the
 * next look.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RetentionSchedule {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.retention");
    private static final String DUE = "schedule:";
    private static final Duration DAY = Duration.ofDays(1);
    /** Until the look at the same second of the next minute. */
    private static final Duration SAME_MINUTE = Duration.ofSeconds(59);

    private final AtomicBoolean working = new AtomicBoolean();

    @EJB
    private Jobs jobs;

    private Leases leases;
    private Settings settings;
    private Clock clock;
    private Instant pruneDue = Instant.EPOCH;
    private boolean isReconciled;
    private Optional<Long> lastCleanup = Optional.empty();

    protected RetentionSchedule() {}

    @Inject
    RetentionSchedule(DataSource database, Settings settings, Clock clock) {
        this.leases = new Leases(database, clock);
        this.settings = settings;
        this.clock = clock;
    }

    /** Cheap; what another node wants stopped, or left, does not wait long. */
    @Schedule(second = "*/5", minute = "*", hour = "*", persistent = false)
    void look() {
        if (!working.compareAndSet(false, true)) {
            return;
        }
        try {
            if (!isReconciled) {
                jobs.forgetFormerLife();
                isReconciled = true;
            }
            jobs.goOn();
            jobs.share();
            for (JobSchedule schedule : jobs.schedules()) {
                switch (schedule.job()) {
                    case Jobs.CLEANUP -> cleanup(schedule);
                    case Jobs.RECONCILE -> reconcile(schedule);
                    default -> redrive(schedule);
                }
            }
            // Each node has a job repository of its own.
            if (!clock.instant().isBefore(pruneDue)) {
                jobs.start(Jobs.PRUNE, Map.of());
                pruneDue = clock.instant().plus(DAY);
            }
        } catch (SQLException e) {
            // The database is away, which others tell; the next look asks again.
            LOG.debug("The schedule cannot be read", e);
        } finally {
            working.set(false);
        }
    }

    private void reconcile(JobSchedule schedule) throws SQLException {
        if (settings.get(Setting.RECONCILE_ENABLED) && isDue(schedule, DAY)) {
            jobs.start(Jobs.RECONCILE, Map.of());
        }
    }

    private void redrive(JobSchedule schedule) throws SQLException {
        int hours = settings.get(Setting.REDRIVE_INTERVAL_HOURS);
        if ((hours > 0 || schedule.cron().isPresent()) && isDue(schedule, Duration.ofHours(hours))) {
            jobs.start(Jobs.REDRIVE, Map.of(RedriveOrder.SINCE, settings.get(Setting.REDRIVE_MAX_AGE_DAYS) + "d"));
        }
    }

    private void cleanup(JobSchedule schedule) throws SQLException {
        if (!settings.get(Setting.DELIVERY_LOG_CLEANUP_ENABLED)) {
            return;
        }
        if (isDue(schedule, Duration.ofHours(settings.get(Setting.DELIVERY_LOG_CLEANUP_INTERVAL_HOURS)))) {
            lastCleanup = Optional.of(jobs.start(Jobs.CLEANUP, Map.of()));
        } else if (lastCleanup.isPresent()) {
            Optional<JobRun> run = jobs.run(lastCleanup.get());
            if (run.isEmpty() || !run.get().isRunning()) {
                lastCleanup = Optional.empty();
                if (run.flatMap(JobRun::exitStatus)
                        .filter(RetentionSchedule::isUnfinished)
                        .isPresent()) {
                    lastCleanup = Optional.of(jobs.start(Jobs.CLEANUP, Map.of()));
                }
            }
        }
    }

    private static boolean isUnfinished(String exitStatus) {
        return exitStatus.contains("more=true");
    }

    /** To one node, once in an interval, or once in each minute that the schedule names. */
    private boolean isDue(JobSchedule schedule, Duration interval) throws SQLException {
        if (schedule.cron().isEmpty()) {
            return leases.take(DUE + schedule.job(), once(), interval);
        }
        return schedule.cron().get().matches(clock.instant())
                && leases.take(DUE + schedule.job() + ":cron", once(), SAME_MINUTE);
    }

    /** Nobody's before: a lease of the schedule is never prolonged. */
    private String once() {
        return settings.instanceId() + "#" + UUID.randomUUID();
    }
}
