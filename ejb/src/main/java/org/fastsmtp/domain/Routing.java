package org.fastsmtp.domain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routing table in force on this node. Sessions read {@link #table()}; {@link #refresh()} is called about once a second and after
 * each local change, looks at one number and reads all only when it moved.
 */
public final class Routing {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.domain.routing");

    private final RoutingRows rows;
    private final RoutingFile file;
    private final AtomicReference<Optional<RoutingTable>> current = new AtomicReference<>(Optional.empty());

    public Routing(RoutingRows rows, RoutingFile file) {
        this.rows = Objects.requireNonNull(rows);
        this.file = Objects.requireNonNull(file);
    }

    /** Empty until the database or the file on disk has been read once: then nobody can say which recipient exists. */
    public Optional<RoutingTable> table() {
        return current.get();
    }

    /** What this node knew last, from disk: the start while the database is away. */
    public void recall() {
        try {
            current.compareAndSet(Optional.empty(), file.read());
        } catch (IOException e) {
            LOG.warn(
                    "The routing table on disk cannot be read ({}); waiting for the database",
                    e.getClass().getName());
        }
    }

    /**
     * @return whether another table is in force now
     * @throws SQLException the database cannot be asked; the table in force stays
     */
    public synchronized boolean refresh() throws SQLException {
        Optional<RoutingTable> known = current.get();
        if (known.isPresent() && known.get().version() == rows.version()) {
            return false;
        }
        RoutingTable table = rows.load();
        current.set(Optional.of(table));
        try {
            file.write(table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LOG.info(
                "Routing version {}: {} domains",
                table.version(),
                table.domains().size());
        return true;
    }
}
