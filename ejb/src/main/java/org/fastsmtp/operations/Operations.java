package org.fastsmtp.operations;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJB;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.sql.DataSource;
import org.fastsmtp.alarm.Alarm;
import org.fastsmtp.alarm.AlarmBroadcast;
import org.fastsmtp.alarm.AlarmRelay;
import org.fastsmtp.alarm.AlarmRows;
import org.fastsmtp.alarm.Alarms;
import org.fastsmtp.archive.Archive;
import org.fastsmtp.broker.QueueFigures;
import org.fastsmtp.delivery.DeadLetterRedrive;
import org.fastsmtp.delivery.DeadLetters;
import org.fastsmtp.delivery.DeliveryLog;
import org.fastsmtp.domain.Routing;
import org.fastsmtp.retention.Jobs;
import org.fastsmtp.settings.Settings;

/** What an administrator sees of the running node: health, metrics, MXBeans. Made at the start, taken away at the end. */
@Singleton
@jakarta.ejb.Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Operations {
    @EJB
    private Jobs jobs;

    @EJB
    private QueueFigures queues;

    @EJB
    private DeadLetterRedrive redrive;

    @Inject
    private AlarmRelay relay;

    @Inject
    private DeadLetters deadLetters;

    @Inject
    private DeliveryLog deliveryLog;

    private DataSource database;
    private Settings settings;
    private Routing routing;
    private MeterRegistry registry;
    private Clock clock;
    private Archive archive;
    private AlarmRows alarmRows;
    private Alarms alarms;
    private Mirror mirror;
    private ServerMetrics metrics;
    private HealthFacts health;
    private volatile NodeWatch watch;
    private volatile JobWatch failures;

    @SuppressWarnings("unused") // for the container's proxy
    protected Operations() {}

    @Inject
    Operations(
            DataSource database,
            Settings settings,
            Routing routing,
            MeterRegistry registry,
            Clock clock,
            Archive archive,
            AlarmRows alarmRows,
            Alarms alarms) {
        this.database = database;
        this.settings = settings;
        this.routing = routing;
        this.registry = registry;
        this.clock = clock;
        this.archive = archive;
        this.alarmRows = alarmRows;
        this.alarms = alarms;
    }

    @PostConstruct
    void start() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Management management = new Management(server);
        Journal journal = new Journal(management, Path.of(System.getProperty("jboss.server.data.dir", "data")));
        ServerParts parts = new ServerParts(database, settings, management, queues, clock, archive.store());
        health = new HealthFacts(parts.all(), clock);
        watch = new NodeWatch(sight(parts), settings.instanceId(), alarmRows, alarms, clock);
        metrics = new ServerMetrics(registry, management, queues);
        metrics.register(parts, watch, journal, routing, clock);
        mirror = new Mirror(server);
        mirror.show(
                "Stage", "intake", new Stage(management, queues, "MailReceiver", Optional.empty()), StageMXBean.class);
        stage(
                "understand",
                new Stage(management, queues, "InboundConsumer", Optional.of("inbound")),
                Set.of(Alarm.Kind.QUEUE_MESSAGE_DEAD, Alarm.Kind.RULE_FAILED));
        stage(
                "deliver",
                new Stage(management, queues, "DeliveryConsumer", Optional.of("delivery")),
                Set.of(
                        Alarm.Kind.DELIVERY_EXHAUSTED,
                        Alarm.Kind.BACKLOG_OLD,
                        Alarm.Kind.BACKLOG_OVER,
                        Alarm.Kind.LEDGER_DRIFT));
        DeliveriesBean deliveries = new DeliveriesBean(deliveryLog, clock);
        mirror.show("Deliveries", "all", deliveries, DeliveriesMXBean.class);
        mirror.show(
                "DeadLetters",
                "all",
                new DeadLettersBean(deadLetters, redrive, deliveryLog, deliveries, jobs),
                DeadLettersMXBean.class);
        for (String name : Jobs.NAMES) {
            job(name);
        }
        failures =
                new JobWatch((name, most) -> jobs.runs(Optional.of(name), most), settings.instanceId(), alarms, clock);
    }

    private void job(String name) {
        ObjectName bean = Mirror.name("Job", name);
        Set<Alarm.Kind> kinds = Set.of(Alarm.Kind.JOB_FAILED);
        AlarmBroadcast broadcast = new AlarmBroadcast(bean, kinds);
        relay.listen(bean, kinds, alarm -> {
            if (name.equals(alarm.details().getString("job", ""))) {
                broadcast.tell(alarm);
            }
        });
        mirror.show(bean, new JobBean(jobs, name), JobMXBean.class, broadcast);
    }

    /** A look that throws would be made again at once; it never does. */
    @Schedule(second = "*/5", minute = "*", hour = "*", persistent = false)
    void look() {
        watch.look();
        failures.look();
    }

    private static NodeWatch.Sight sight(ServerParts parts) {
        return new NodeWatch.Sight() {
            @Override
            public boolean isDatabaseUp() {
                return parts.isDatabaseUp();
            }

            @Override
            public boolean isOverloaded() {
                return parts.isOverloaded();
            }

            @Override
            public String load() {
                return parts.load();
            }

            @Override
            public Optional<String> certificateTrouble() {
                return parts.certificateTrouble();
            }
        };
    }

    private void stage(String name, Stage stage, Set<Alarm.Kind> kinds) {
        ObjectName bean = Mirror.name("Stage", name);
        AlarmBroadcast alarms = new AlarmBroadcast(bean, kinds);
        relay.listen(bean, kinds, alarms::tell);
        mirror.show(bean, stage, StageMXBean.class, alarms);
    }

    @PreDestroy
    void end() {
        mirror.close();
        metrics.close();
    }

    /**
     * @param names of parts; empty: all
     * @return what is known of them, looked at once in some seconds
     */
    public List<HealthFacts.Fact> facts(List<String> names) {
        return health.of(names);
    }
}
