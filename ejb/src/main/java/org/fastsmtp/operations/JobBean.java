package org.fastsmtp.operations;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.fastsmtp.retention.JobOrderException;
import org.fastsmtp.retention.JobRun;
import org.fastsmtp.retention.JobSchedule;
import org.fastsmtp.retention.Jobs;
import org.fastsmtp.settings.Cron;

/** A job as JMX shows it. */
final class JobBean implements JobMXBean {
    private final Jobs jobs;
    private final String name;

    JobBean(Jobs jobs, String name) {
        this.jobs = Objects.requireNonNull(jobs);
        this.name = Objects.requireNonNull(name);
    }

    @Override
    public long getLastExecution() {
        return last().map(JobRun::id).orElse(-1L);
    }

    @Override
    public String getLastStatus() {
        return last().map(JobRun::status).orElse("");
    }

    @Override
    public String getLastExitStatus() {
        return last().flatMap(JobRun::exitStatus).orElse("");
    }

    @Override
    public String getLastStarted() {
        return last().flatMap(JobRun::started).map(Instant::toString).orElse("");
    }

    @Override
    public String getLastEnded() {
        return last().flatMap(JobRun::ended).map(Instant::toString).orElse("");
    }

    @Override
    public boolean isRunning() {
        if (last().map(JobRun::isRunning).orElse(false)) {
            return true;
        }
        try {
            return jobs.running().stream().anyMatch(run -> run.job().equals(name));
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be read");
        }
    }

    @Override
    public long start(String parameters) {
        return start(jobs, name, parameters);
    }

    @Override
    public String getSchedule() {
        return bySchedule().flatMap(JobSchedule::cron).map(Cron::toString).orElse("");
    }

    @Override
    public String getNextRun() {
        return bySchedule().flatMap(JobSchedule::next).map(Instant::toString).orElse("");
    }

    @Override
    public void schedule(String cron) {
        try {
            jobs.schedule(name, cron);
        } catch (JobOrderException e) {
            throw new IllegalArgumentException(e.getMessage());
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be written");
        }
    }

    private Optional<JobSchedule> bySchedule() {
        try {
            return jobs.schedules().stream()
                    .filter(schedule -> schedule.job().equals(name))
                    .findFirst();
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be read");
        }
    }

    @Override
    public boolean stop() {
        try {
            return jobs.stop(name);
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be written");
        }
    }

    /** A JMX client knows no class of ours. */
    static long start(Jobs jobs, String name, String parameters) {
        try {
            return jobs.start(name, parsed(parameters));
        } catch (JobOrderException e) {
            throw new IllegalArgumentException(e.getMessage());
        }
    }

    static Map<String, String> parsed(String text) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : text.strip().split("[\\s,]+", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(pair.substring(0, equals), pair.substring(equals + 1));
            } else if (!pair.isEmpty()) {
                throw new IllegalArgumentException("not of the form name=value: " + pair);
            }
        }
        return parameters;
    }

    private Optional<JobRun> last() {
        try {
            return jobs.runs(Optional.of(name), 1).stream().findFirst();
        } catch (SQLException e) {
            throw new IllegalStateException("the batch repository cannot be read");
        }
    }
}
