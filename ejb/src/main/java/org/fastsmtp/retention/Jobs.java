package org.fastsmtp.retention;

import jakarta.batch.operations.JobExecutionNotRunningException;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.operations.NoSuchJobExecutionException;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.BatchStatus;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import javax.sql.DataSource;
import org.fastsmtp.cluster.Leases;
import org.fastsmtp.settings.Cron;
import org.fastsmtp.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batch jobs: start, stop, look. An EJB, because a job belongs to the module of its XML and is only found from there, whoever calls.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Jobs {
    public static final String CLEANUP = "cleanup";
    public static final String PRUNE = "prune-job-repository";
    public static final String RECONCILE = "reconcile";
    public static final String REDRIVE = "redrive";

    /** In the order of their names. Each has its XML in META-INF/batch-jobs. */
    public static final List<String> NAMES = List.of(CLEANUP, PRUNE, RECONCILE, REDRIVE);

    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.retention");
    private static final Map<String, Set<String>> PARAMETERS = Map.of(
            CLEANUP,
            Set.of(CleanupOrder.OLDER_THAN, CleanupOrder.BEFORE, CleanupOrder.DRY_RUN, CleanupOrder.BATCH_SIZE),
            PRUNE,
            Set.of(),
            RECONCILE,
            ReconcileOrder.PARAMETERS,
            REDRIVE,
            RedriveOrder.PARAMETERS);
    /** What all nodes need only once: a lost node's run is another's. */
    private static final List<String> SHARED = List.of(CLEANUP, RECONCILE, REDRIVE);

    private DataSource database;
    private JobHistory history;
    private Leases leases;
    private RunningJobs running;
    private Settings settings;
    private Clock clock;
    private JobSchedules schedules;

    protected Jobs() {}

    @Inject
    Jobs(DataSource database, JobHistory history, Settings settings, Clock clock) {
        this.database = database;
        this.history = history;
        this.leases = new Leases(database, clock);
        this.running = new RunningJobs(database, settings.instanceId(), clock);
        this.settings = settings;
        this.clock = clock;
        this.schedules = new JobSchedules(database, settings, clock);
    }

    /** Who holds a lease for an execution. */
    static String holder(String node, long execution) {
        return node + "/" + execution;
    }

    /**
     * @param job one of {@link #NAMES}
     * @return the execution's id
     * @throws JobOrderException an unknown job, an unknown parameter, or one that is not of its form; the text is fit for the client
     */
    public long start(String job, Map<String, String> parameters) {
        if (!NAMES.contains(job)) {
            throw new JobOrderException("no such job: " + job);
        }
        for (String name : parameters.keySet()) {
            if (!PARAMETERS.get(job).contains(name)) {
                throw new JobOrderException("unknown parameter: " + name);
            }
        }
        Properties properties = new Properties();
        properties.putAll(parameters);
        try {
            check(job, properties);
        } catch (IllegalArgumentException e) {
            throw new JobOrderException(e);
        }
        return launch(job, properties);
    }

    private static long launch(String job, Properties properties) {
        long id = BatchRuntime.getJobOperator().start(job, properties);
        LOG.info("job {} execution {}: started with {}", job, id, properties);
        return id;
    }

    /** What is wrong is said now, not by a job that fails. */
    private void check(String job, Properties properties) {
        switch (job) {
            case CLEANUP -> CleanupOrder.of(properties, settings, clock.instant());
            case RECONCILE -> ReconcileOrder.of(properties, clock.instant());
            case REDRIVE -> RedriveOrder.of(properties, clock.instant());
            default -> {
                // takes none
            }
        }
    }

    /** An execution of this node. @return false when it does not run */
    public boolean stop(long id) {
        try {
            BatchRuntime.getJobOperator().stop(id);
            return true;
        } catch (NoSuchJobExecutionException | JobExecutionNotRunningException e) {
            return false;
        }
    }

    /** Whichever node runs it: another one hears it within 5 seconds. @return false when none does */
    public boolean stop(String job) throws SQLException {
        boolean isAsked = false;
        for (JobRun run : history.running(job)) {
            isAsked |= stop(run.id());
        }
        return running.stopElsewhere(job) > 0 || isAsked;
    }

    /** What runs in the cluster, on this node as of now, on others as of their last look, at most 5 seconds ago. */
    public List<RunningJob> running() throws SQLException {
        List<RunningJob> runs = new ArrayList<>(running.elsewhere());
        for (String job : NAMES) {
            for (JobRun run : history.running(job)) {
                runs.add(new RunningJob(settings.instanceId(), run.id(), job, run.created(), isStopping(run.id())));
            }
        }
        runs.sort(Comparator.comparing(RunningJob::started));
        return runs;
    }

    public Optional<JobRun> run(long id) throws SQLException {
        return history.find(id);
    }

    /** How far it has come. */
    public List<JobStep> steps(long id) throws SQLException {
        return history.steps(id);
    }

    /** The latest first, at most {@code most}; of one job or of all. */
    public List<JobRun> runs(Optional<String> job, int most) throws SQLException {
        List<JobRun> runs = new ArrayList<>();
        for (String name : job.map(List::of).orElse(NAMES)) {
            runs.addAll(history.latest(name, most));
        }
        runs.sort(Comparator.comparingLong(JobRun::id).reversed());
        return runs.size() <= most ? runs : runs.subList(0, most);
    }

    /** When the jobs run by themselves. */
    public List<JobSchedule> schedules() throws SQLException {
        return schedules.all();
    }

    /**
     * From now on, on every node within 5 seconds, also after a restart.
     *
     * @param cron blank: as the settings say
     * @throws JobOrderException a job that no schedule starts, or not of the form of {@link Cron}; the text is fit for the client
     */
    public JobSchedule schedule(String job, String cron) throws SQLException {
        if (!JobSchedules.NAMES.contains(job)) {
            throw new JobOrderException("no schedule starts " + job);
        }
        try {
            schedules.change(job, cron.isBlank() ? Optional.empty() : Optional.of(new Cron(cron)));
        } catch (IllegalArgumentException e) {
            throw new JobOrderException(e);
        }
        JobSchedule now = schedules.all().stream()
                .filter(schedule -> schedule.job().equals(job))
                .findFirst()
                .orElseThrow();
        LOG.info("job {}: runs by {}", job, now.cron().map(Cron::toString).orElse("the settings"));
        return now;
    }

    /** Counts what the job {@code cleanup} would remove now. */
    public long countExpired(Instant before) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return new Expired(before).count(connection);
        }
    }

    /** Frees what this node held when it ended; at its start, before anything runs. */
    public void forgetFormerLife() throws SQLException {
        leases.releaseAllOf(settings.instanceId());
    }

    /** Executions of this node that a crash left running go on at their checkpoint, if no other node does already (D35). */
    public void goOn() throws SQLException {
        for (String job : NAMES) {
            for (JobRun run : history.running(job)) {
                if (isOfFormerLife(run)) {
                    goOn(run);
                }
            }
        }
    }

    private void goOn(JobRun run) throws SQLException {
        // Asked first: without the database nothing is decided, and asked again.
        boolean isOurs = !run.job().equals(PRUNE) && running.isStillOurs(run.id());
        if (!history.crashed(run.id(), clock.instant())) {
            return;
        }
        if (isOurs) {
            JobOperator operator = BatchRuntime.getJobOperator();
            long next = operator.restart(run.id(), parameters(run.id()));
            LOG.warn("job {} execution {}: cut off by a crash, goes on as execution {}", run.job(), run.id(), next);
            running.end(run.id());
        } else {
            LOG.warn("job {} execution {}: cut off by a crash, not gone on with here", run.job(), run.id());
        }
    }

    /** Says that what this node runs goes on, stops what they want stopped, and goes on with what a lost one left (D36). */
    public void share() throws SQLException {
        List<Long> runs = new ArrayList<>();
        for (String job : SHARED) {
            history.running(job).forEach(run -> runs.add(run.id()));
        }
        for (long id : running.renew(runs)) {
            stop(id);
        }
        for (RunningJobs.Left left : running.left()) {
            if (running.take(left.run())) {
                goOn(left);
            }
        }
    }

    private void goOn(RunningJobs.Left left) throws SQLException {
        RunningJob run = left.run();
        boolean isLaunched = false;
        try {
            leases.release(CleanupRun.LEASE, holder(run.node(), run.id()), clock.instant());
            Properties parameters = new Properties();
            parameters.putAll(left.parameters());
            long next = launch(run.job(), parameters);
            isLaunched = true;
            LOG.warn(
                    "job {} execution {}: goes on with execution {} of lost node {}",
                    run.job(),
                    next,
                    run.id(),
                    run.node());
        } finally {
            if (!isLaunched) {
                running.giveBack(run);
            }
        }
    }

    static Properties parameters(long execution) {
        Properties parameters = BatchRuntime.getJobOperator().getParameters(execution);
        return parameters == null ? new Properties() : parameters;
    }

    /** What the repository does not say before the end. */
    private static boolean isStopping(long execution) {
        return BatchRuntime.getJobOperator().getJobExecution(execution).getBatchStatus() == BatchStatus.STOPPING;
    }

    /** The repository is this node's alone: what began before this process did is not running. */
    private static boolean isOfFormerLife(JobRun run) {
        return run.created()
                .isBefore(Instant.ofEpochMilli(
                        ManagementFactory.getRuntimeMXBean().getStartTime()));
    }
}
