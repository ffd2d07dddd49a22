package org.fastsmtp.delivery;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.fastsmtp.alarm.AlarmBroadcast;
import org.fastsmtp.alarm.AlarmRelay;
import org.fastsmtp.cluster.Nodes;
import org.fastsmtp.mxbean.DescribedBean;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the sweep every {@code worker_poll_interval}, and shows the endpoints in JMX while the application runs. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DeliveryTimer {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.delivery");

    private final AtomicBoolean isRunning = new AtomicBoolean();
    private final AtomicBoolean isWell = new AtomicBoolean(true);

    @Resource
    private TimerService timers;

    private Settings settings;
    private Sweep sweep;
    private Endpoints endpoints;
    private AlarmRelay relay;
    private Nodes nodes;

    @SuppressWarnings("unused") // for the container's proxy
    protected DeliveryTimer() {}

    @Inject
    DeliveryTimer(Settings settings, Sweep sweep, Endpoints endpoints, AlarmRelay relay, Nodes nodes) {
        this.settings = settings;
        this.sweep = sweep;
        this.endpoints = endpoints;
        this.relay = relay;
        this.nodes = nodes;
    }

    @PostConstruct
    void start() {
        show(true);
        long millis = Math.max(100, Math.round(settings.get(Setting.WORKER_POLL_INTERVAL) * 1000));
        timers.createIntervalTimer(millis, millis, new TimerConfig("delivery sweep", false));
    }

    @PreDestroy
    void stop() {
        show(false);
        try {
            nodes.leave();
        } catch (SQLException e) {
            LOG.debug("this node is counted until its lease ends", e);
        }
    }

    private void show(boolean isShown) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            ObjectName name = new ObjectName(EndpointControl.NAME);
            if (server.isRegistered(name)) {
                server.unregisterMBean(name);
            }
            relay.forget(name);
            if (isShown) {
                AlarmBroadcast alarms = new AlarmBroadcast(name, EndpointControl.ALARMS);
                relay.listen(name, EndpointControl.ALARMS, alarms::tell);
                server.registerMBean(
                        new DescribedBean(new EndpointControl(endpoints), EndpointControlMXBean.class, alarms), name);
            }
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    @Timeout
    void sweep() {
        if (!isRunning.compareAndSet(false, true)) {
            return;
        }
        try {
            // A node that only receives takes no share (fastsmtp serve --smtp-only).
            if (Boolean.parseBoolean(System.getProperty("fastsmtp.deliver", "true"))) {
                endpoints.sharedBy(nodes.count());
            }
            sweep.run();
            isWell.set(true);
        } catch (SQLException | RuntimeException e) {
            // The next round does it; a timer that throws would be called again at once.
            if (isWell.compareAndSet(true, false)) {
                LOG.warn(
                        "the sweep cannot work ({}); it goes on trying",
                        e.getClass().getName());
            }
        } finally {
            isRunning.set(false);
        }
    }
}
