package org.fastsmtp.retention;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.fastsmtp.schema.Statements;

/**
 * What the JDBC repository of Jakarta Batch (JBeret) remembers, by bounded queries: JobOperator's own read every execution there ever was
 * (D37) and forget none (D34). Each node has its own; times are in the zone of the server, as JBeret writes them.
 */
public final class JobHistory {
    private static final String SELECT = """
            SELECT e.jobexecutionid, i.jobname, e.batchstatus, e.exitstatus, e.createtime, e.starttime, e.endtime
            FROM job_execution e JOIN job_instance i ON i.jobinstanceid = e.jobinstanceid""";
    private static final String RUNNING = "('STARTING', 'STARTED', 'STOPPING')";

    private final DataSource database;

    public JobHistory(DataSource database) {
        this.database = Objects.requireNonNull(database);
    }

    /** The latest first. */
    public List<JobRun> latest(String job, int most) throws SQLException {
        return select(SELECT + " WHERE i.jobname = ? ORDER BY e.jobexecutionid DESC LIMIT ?", job, most);
    }

    public Optional<JobRun> find(long id) throws SQLException {
        return select(SELECT + " WHERE e.jobexecutionid = ?", id).stream().findFirst();
    }

    /** The steps of an execution in their order: its progress. */
    public List<JobStep> steps(long id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT stepname, batchstatus, readcount, writecount"
                                + " FROM step_execution WHERE jobexecutionid = ? ORDER BY stepexecutionid")) {
            select.setLong(1, id);
            List<JobStep> steps = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    steps.add(new JobStep(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4)));
                }
            }
            return steps;
        }
    }

    /** What some node runs, or ran when it crashed. */
    public List<JobRun> running(String job) throws SQLException {
        return select(
                SELECT + " WHERE i.jobname = ? AND e.batchstatus IN " + RUNNING + " ORDER BY e.jobexecutionid", job);
    }

    /**
     * A crash left it running: it has failed, and so has its step, which makes it restartable at its checkpoint (D35).
     *
     * @return whether it still counted as running: of several nodes one is told so
     */
    public boolean crashed(long id, Instant now) throws SQLException {
        Timestamp end = Timestamp.from(now);
        try (Connection connection = database.getConnection()) {
            if (Statements.execute(
                            connection,
                            "UPDATE job_execution SET batchstatus = 'FAILED', exitstatus = 'FAILED:crashed', endtime = ?"
                                    + " WHERE jobexecutionid = ? AND batchstatus IN " + RUNNING,
                            end,
                            id)
                    == 0) {
                return false;
            }
            Statements.execute(
                    connection,
                    "UPDATE step_execution SET batchstatus = 'FAILED', exitstatus = 'FAILED', endtime = ?"
                            + " WHERE jobexecutionid = ? AND batchstatus IN " + RUNNING,
                    end,
                    id);
            return true;
        }
    }

    /**
     * Forgets what ended before an instant, but never the latest {@code keep} instances of a job. What could be restarted goes too: it is as old.
     *
     * @return instances forgotten, each with its executions
     */
    public int prune(String job, Instant before, int keep, int most) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Statements.execute(connection, """
                    DELETE FROM job_instance WHERE jobinstanceid IN (
                      SELECT i.jobinstanceid FROM job_instance i WHERE i.jobname = ?
                        AND i.jobinstanceid < (SELECT MIN(newest.jobinstanceid) FROM (
                          SELECT n.jobinstanceid FROM job_instance n WHERE n.jobname = ?
                          ORDER BY n.jobinstanceid DESC LIMIT ?) newest)
                        AND NOT EXISTS (SELECT 1 FROM job_execution e WHERE e.jobinstanceid = i.jobinstanceid
                          AND (e.batchstatus IN ('STARTING', 'STARTED', 'STOPPING') OR e.createtime >= ?))
                      ORDER BY i.jobinstanceid LIMIT ?)""", job, job, keep, Timestamp.from(before), most);
        }
    }

    private List<JobRun> select(String sql, Object... values) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            Statements.bind(select, values);
            List<JobRun> runs = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    runs.add(new JobRun(
                            row.getLong(1),
                            row.getString(2),
                            row.getString(3),
                            Optional.ofNullable(row.getString(4)),
                            row.getTimestamp(5).toInstant(),
                            Optional.ofNullable(row.getTimestamp(6)).map(Timestamp::toInstant),
                            Optional.ofNullable(row.getTimestamp(7)).map(Timestamp::toInstant)));
                }
            }
            return runs;
        }
    }
}
