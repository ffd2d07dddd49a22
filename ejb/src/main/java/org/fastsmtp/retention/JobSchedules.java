package org.fastsmtp.retention;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.fastsmtp.settings.Cron;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/**
 * When the jobs run: as a row says, which somebody wrote while the server ran and which all nodes see; else as the setting says; else by
 * the interval of the job.
 */
final class JobSchedules {
    private static final Map<String, Setting<Optional<String>>> SETTINGS = Map.of(
            Jobs.CLEANUP, Setting.DELIVERY_LOG_CLEANUP_SCHEDULE,
            Jobs.RECONCILE, Setting.RECONCILE_SCHEDULE,
            Jobs.REDRIVE, Setting.REDRIVE_SCHEDULE);

    /** The jobs that a schedule can start, in the order of their names. */
    static final List<String> NAMES = SETTINGS.keySet().stream().sorted().toList();

    private final DataSource database;
    private final Settings settings;
    private final Clock clock;

    JobSchedules(DataSource database, Settings settings, Clock clock) {
        this.database = Objects.requireNonNull(database);
        this.settings = Objects.requireNonNull(settings);
        this.clock = Objects.requireNonNull(clock);
    }

    List<JobSchedule> all() throws SQLException {
        Map<String, Cron> rows = rows();
        return NAMES.stream().map(job -> schedule(job, rows)).toList();
    }

    private JobSchedule schedule(String job, Map<String, Cron> rows) {
        Optional<Cron> row = Optional.ofNullable(rows.get(job));
        Optional<Cron> setting = settings.get(SETTINGS.get(job)).map(Cron::new);
        JobSchedule.Source source = row.isPresent()
                ? JobSchedule.Source.CHANGED
                : setting.isPresent() ? JobSchedule.Source.SETTING : JobSchedule.Source.INTERVAL;
        Optional<Cron> cron = row.or(() -> setting);
        return new JobSchedule(job, cron, source, cron.flatMap(found -> found.after(clock.instant())));
    }

    /** From now on, on every node within 5 seconds; without {@code cron} the setting decides again. */
    void change(String job, Optional<Cron> cron) throws SQLException {
        try (Connection connection = database.getConnection()) {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM job_schedules WHERE job = ?")) {
                delete.setString(1, job);
                delete.executeUpdate();
            }
            if (cron.isPresent()) {
                try (PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO job_schedules (job, cron) VALUES (?, ?)")) {
                    insert.setString(1, job);
                    insert.setString(2, cron.get().toString());
                    insert.executeUpdate();
                }
            }
        }
    }

    private Map<String, Cron> rows() throws SQLException {
        Map<String, Cron> rows = new HashMap<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT job, cron FROM job_schedules");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.put(row.getString("job"), new Cron(row.getString("cron")));
            }
        }
        return rows;
    }
}
