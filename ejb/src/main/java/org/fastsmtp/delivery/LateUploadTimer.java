package org.fastsmtp.delivery;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fastsmtp.archive.LateUploads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Twice a minute, uploads what waits for the object store. */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class LateUploadTimer {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.archive");

    private final AtomicBoolean isRunning = new AtomicBoolean();
    private final AtomicBoolean isWell = new AtomicBoolean(true);

    private LateUploads uploads;

    @SuppressWarnings("unused") // for the container's proxy
    protected LateUploadTimer() {}

    @Inject
    LateUploadTimer(LateUploads uploads) {
        this.uploads = uploads;
    }

    @Schedule(hour = "*", minute = "*", second = "*/30", persistent = false)
    void run() {
        if (!isRunning.compareAndSet(false, true)) {
            return;
        }
        try {
            uploads.run();
            isWell.set(true);
        } catch (SQLException | IOException | RuntimeException e) {
            // The next round does it; a timer that throws would be called again at once.
            if (isWell.compareAndSet(true, false)) {
                LOG.warn(
                        "late uploads cannot work ({}); they wait", e.getClass().getName());
            }
        } finally {
            isRunning.set(false);
        }
    }
}
