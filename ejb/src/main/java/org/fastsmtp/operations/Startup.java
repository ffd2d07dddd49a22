package org.fastsmtp.operations;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.fastsmtp.domain.Routing;
import org.fastsmtp.schema.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of the application: schema first, then the routing table, then once a second a look whether it moved. A database that is
 * away at the start delays both and stops nothing: mail for the recipients that this node knew is accepted from disk.
 */
@Singleton
@jakarta.ejb.Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Startup {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.start");

    private final AtomicBoolean reachable = new AtomicBoolean(true);
    private final AtomicBoolean working = new AtomicBoolean();
    private DataSource database;
    private Routing routing;
    private volatile boolean migrated;

    @SuppressWarnings("unused") // for the container's proxy
    protected Startup() {}

    @Inject
    Startup(DataSource database, Routing routing) {
        this.database = database;
        this.routing = routing;
    }

    @PostConstruct
    void start() {
        routing.recall();
        look();
    }

    @Schedule(second = "*", minute = "*", hour = "*", persistent = false)
    void look() {
        if (!working.compareAndSet(false, true)) {
            return;
        }
        try {
            if (!migrated) {
                new Schema(database).migrate();
                migrated = true;
            }
            routing.refresh();
            if (reachable.compareAndSet(false, true)) {
                LOG.info("The database is reachable again");
            }
        } catch (SQLException | IllegalStateException e) {
            if (reachable.compareAndSet(true, false)) {
                LOG.warn(
                        "The database is not reachable ({}); mail waits in the queue",
                        e.getClass().getName());
            }
        } finally {
            working.set(false);
        }
    }

    /** Whether the schema of this version is in place: nothing may be stored before. */
    public boolean isMigrated() {
        return migrated;
    }
}
