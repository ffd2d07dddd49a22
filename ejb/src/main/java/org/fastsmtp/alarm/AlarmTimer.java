package org.fastsmtp.alarm;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJB;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.fastsmtp.mxbean.DescribedBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Once a second, puts alarms that are due on the queue; shows the notifier in JMX while the application runs. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AlarmTimer {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.alarm");

    private final AtomicBoolean isRunning = new AtomicBoolean();
    private final AtomicBoolean isWell = new AtomicBoolean(true);

    @EJB
    private EventQueue queue;

    private AlarmRows rows;
    private AlarmNotifier notifier;

    @SuppressWarnings("unused") // for the container's proxy
    protected AlarmTimer() {}

    @Inject
    AlarmTimer(AlarmRows rows, AlarmNotifier notifier) {
        this.rows = rows;
        this.notifier = notifier;
    }

    @PostConstruct
    void start() {
        try {
            stop();
            server().registerMBean(
                            new DescribedBean(notifier, AlarmNotifierMXBean.class, notifier),
                            new ObjectName(AlarmNotifier.NAME));
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    @PreDestroy
    void stop() {
        try {
            ObjectName name = new ObjectName(AlarmNotifier.NAME);
            if (server().isRegistered(name)) {
                server().unregisterMBean(name);
            }
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    @Schedule(second = "*", minute = "*", hour = "*", persistent = false)
    void look() {
        if (!isRunning.compareAndSet(false, true)) {
            return;
        }
        try {
            List<UUID> due = rows.takeDue();
            if (!due.isEmpty()) {
                queue.send(due);
            }
            isWell.set(true);
        } catch (SQLException | RuntimeException e) {
            if (isWell.compareAndSet(true, false)) {
                LOG.warn("alarms cannot be sent ({}); they wait", e.getClass().getName());
            }
        } finally {
            isRunning.set(false);
        }
    }

    private static MBeanServer server() {
        return ManagementFactory.getPlatformMBeanServer();
    }
}
