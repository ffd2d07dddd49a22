package org.fastsmtp.intake;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Once a second, writes what the sessions know of repeats. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RepeatTimer {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.intake");

    private final AtomicBoolean isRunning = new AtomicBoolean();
    private final AtomicBoolean isWell = new AtomicBoolean(true);
    private RepeatMemory memory;

    @SuppressWarnings("unused") // for the container's proxy
    protected RepeatTimer() {}

    @Inject
    RepeatTimer(RepeatMemory memory) {
        this.memory = memory;
    }

    @Schedule(second = "*", minute = "*", hour = "*", persistent = false)
    void write() {
        if (!isRunning.compareAndSet(false, true)) {
            return;
        }
        try {
            memory.flush();
            isWell.set(true);
        } catch (SQLException | RuntimeException e) {
            if (isWell.compareAndSet(true, false)) {
                LOG.warn(
                        "what is known of repeats cannot be written ({}); it waits",
                        e.getClass().getName());
            }
        } finally {
            isRunning.set(false);
        }
    }
}
