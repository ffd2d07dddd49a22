package org.fastsmtp.retention;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import javax.sql.DataSource;
import org.fastsmtp.json.Json;
import org.fastsmtp.schema.Statements;

/**
 * What runs in the cluster (table {@code job_runs}). Each node says what it runs, and every few seconds that it still does, and hears what is
 * to stop; what a lost node ran goes to the first that asks for it. The order of a run is all that another node needs: what is done is gone
 * from the database.
 */
final class RunningJobs {
    /** Four looks without a sign of life: the node is lost. */
    static final Duration LENGTH = Duration.ofSeconds(20);

    /** A lost node that comes back later than this goes on with what it ran, though another did. */
    private static final Duration COMES_BACK = Duration.ofDays(90);

    /** Without a gap: only who has looked for so long knows that another has not. */
    private static final Duration GAP = LENGTH.dividedBy(2);

    private final DataSource database;
    private final String node;
    private final Clock clock;
    private Instant lookingSince = Instant.MAX;
    private Instant looked = Instant.MIN;

    /** A run that its node left. */
    record Left(RunningJob run, Map<String, String> parameters) {}

    /** @param node the name of this one */
    RunningJobs(DataSource database, String node, Clock clock) {
        this.database = Objects.requireNonNull(database);
        this.node = Objects.requireNonNull(node);
        this.clock = Objects.requireNonNull(clock);
    }

    /** This node runs it from now on. */
    void begin(long execution, String job, Properties parameters) throws SQLException {
        Instant now = clock.instant();
        try (Connection connection = database.getConnection()) {
            end(connection, execution); // a repository that is new counts anew
            Statements.execute(
                    connection,
                    "INSERT INTO job_runs (node, execution, job, parameters, started_at, held_until)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    node,
                    execution,
                    job,
                    text(parameters),
                    utc(now),
                    utc(now.plus(LENGTH)));
        }
    }

    void end(long execution) throws SQLException {
        try (Connection connection = database.getConnection()) {
            end(connection, execution);
        }
    }

    private int end(Connection connection, long execution) throws SQLException {
        return Statements.execute(connection, "DELETE FROM job_runs WHERE node = ? AND execution = ?", node, execution);
    }

    /**
     * A sign of life.
     *
     * @param running what this node runs
     * @return those of them that are to stop: somebody wants it, or another node took this one for lost
     */
    synchronized List<Long> renew(List<Long> running) throws SQLException {
        OffsetDateTime now = utc(clock.instant());
        List<Long> stopping = new ArrayList<>();
        try (Connection connection = database.getConnection()) {
            for (long execution : running) {
                Statements.execute(
                        connection,
                        "UPDATE job_runs SET held_until = ? WHERE node = ? AND execution = ? AND taken_by IS NULL",
                        now.plus(LENGTH),
                        node,
                        execution);
            }
            // Whose end could not be written: before another node takes it for lost.
            Statements.execute(
                    connection,
                    "DELETE FROM job_runs WHERE node = ? AND taken_by IS NULL AND held_until < ?",
                    node,
                    now.plus(GAP));
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT execution FROM job_runs WHERE node = ? AND (is_stop_wanted OR taken_by IS NOT NULL)")) {
                Statements.bind(select, node);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        stopping.add(row.getLong(1));
                    }
                }
            }
        }
        if (looked.equals(Instant.MIN) || looked.plus(GAP).isBefore(now.toInstant())) {
            lookingSince = now.toInstant();
        }
        looked = now.toInstant();
        stopping.retainAll(running);
        return stopping;
    }

    /** What runs on other nodes, in the order of its start. */
    List<RunningJob> elsewhere() throws SQLException {
        List<RunningJob> runs = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT node, execution, job, started_at, is_stop_wanted FROM job_runs"
                                + " WHERE node <> ? AND taken_by IS NULL AND held_until >= ? ORDER BY started_at")) {
            Statements.bind(select, node, utc(clock.instant()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    runs.add(run(row));
                }
            }
        }
        return runs;
    }

    /** Asks what runs a job on other nodes to stop; they hear it at their next look. @return how many */
    int stopElsewhere(String job) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Statements.execute(
                    connection,
                    "UPDATE job_runs SET is_stop_wanted = TRUE"
                            + " WHERE node <> ? AND job = ? AND taken_by IS NULL AND held_until >= ?",
                    node,
                    job,
                    utc(clock.instant()));
        }
    }

    /**
     * What lost nodes left, the oldest first; nothing while this node has not looked for as long itself: after a database was away nobody has
     * given a sign of life.
     */
    synchronized List<Left> left() throws SQLException {
        Instant now = clock.instant();
        List<Left> left = new ArrayList<>();
        if (lookingSince.equals(Instant.MAX) || lookingSince.plus(LENGTH).isAfter(now)) {
            return left;
        }
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT node, execution, job, started_at, is_stop_wanted, parameters FROM job_runs"
                                + " WHERE node <> ? AND taken_by IS NULL AND held_until < ? ORDER BY started_at")) {
            Statements.bind(select, node, utc(now));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    left.add(new Left(run(row), parameters(row.getString(6))));
                }
            }
        }
        return left;
    }

    /** @return whether this node goes on with it; what was to stop has stopped, and nobody does */
    boolean take(RunningJob run) throws SQLException {
        OffsetDateTime now = utc(clock.instant());
        try (Connection connection = database.getConnection()) {
            boolean isOurs = Statements.execute(
                            connection,
                            "UPDATE job_runs SET taken_by = ?"
                                    + " WHERE node = ? AND execution = ? AND taken_by IS NULL AND held_until < ?",
                            node,
                            run.node(),
                            run.id(),
                            now)
                    == 1;
            Statements.execute(
                    connection,
                    "DELETE FROM job_runs WHERE taken_by IS NOT NULL AND held_until < ?",
                    now.minus(COMES_BACK));
            return isOurs && !run.isStopping();
        }
    }

    /** It could not be gone on with: another look, or another node, tries it again. */
    void giveBack(RunningJob run) throws SQLException {
        try (Connection connection = database.getConnection()) {
            Statements.execute(
                    connection,
                    "UPDATE job_runs SET taken_by = NULL WHERE node = ? AND execution = ? AND taken_by = ?",
                    run.node(),
                    run.id(),
                    node);
        }
    }

    /** To a node that is back: whether it goes on itself with what it ran when it was lost. Then nobody else does for a while. */
    boolean isStillOurs(long execution) throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (Statements.execute(
                            connection,
                            "UPDATE job_runs SET held_until = ? WHERE node = ? AND execution = ? AND taken_by IS NULL",
                            utc(clock.instant().plus(LENGTH)),
                            node,
                            execution)
                    == 1) {
                return true;
            }
            // Taken by another, or not written down.
            return end(connection, execution) == 0;
        }
    }

    private static RunningJob run(ResultSet row) throws SQLException {
        return new RunningJob(
                row.getString(1),
                row.getLong(2),
                row.getString(3),
                row.getObject(4, OffsetDateTime.class).toInstant(),
                row.getBoolean(5));
    }

    private static String text(Properties parameters) {
        Map<String, String> texts = new HashMap<>();
        parameters.stringPropertyNames().forEach(name -> texts.put(name, parameters.getProperty(name)));
        return Json.createObjectBuilder(texts).build().toString();
    }

    private static Map<String, String> parameters(String text) {
        JsonObject object = Json.createReader(new StringReader(text)).readObject();
        Map<String, String> parameters = new HashMap<>();
        object.forEach((name, value) -> parameters.put(name, ((JsonString) value).getString()));
        return parameters;
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
