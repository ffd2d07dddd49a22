package org.fastsmtp.retention;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Expired deliveries one by one, read from the database a chunk at a time. */
final class ExpiredPages {
    private final DataSource database;
    private final Expired expired;
    private final CleanupRun run;
    private final Deque<Expired.Row> page = new ArrayDeque<>();
    private Optional<Expired.Position> handedOut;
    private Optional<Expired.Position> fetched;

    /** @param from where an earlier execution had come to */
    ExpiredPages(DataSource database, Expired expired, CleanupRun run, Optional<Expired.Position> from) {
        this.database = database;
        this.expired = expired;
        this.run = run;
        this.handedOut = from;
        this.fetched = from;
    }

    /** Empty at the end. */
    Optional<Expired.Row> next() throws SQLException {
        if (page.isEmpty() && !fetch()) {
            return Optional.empty();
        }
        Expired.Row row = page.remove();
        handedOut = Optional.of(row.position());
        return Optional.of(row);
    }

    /** The last row handed out. */
    Optional<Expired.Position> position() {
        return handedOut;
    }

    private boolean fetch() throws SQLException {
        List<Expired.Row> rows;
        try (Connection connection = database.getConnection()) {
            rows = expired.next(connection, fetched, run.order().chunk());
        }
        if (rows.isEmpty() || !run.mayRead(rows.size())) {
            return false;
        }
        page.addAll(rows);
        fetched = Optional.of(rows.get(rows.size() - 1).position());
        return true;
    }
}
