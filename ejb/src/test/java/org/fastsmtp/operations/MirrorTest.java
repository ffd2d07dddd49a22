package org.fastsmtp.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.NotCompliantMBeanException;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.fastsmtp.broker.EmbeddedFigures;
import org.fastsmtp.broker.QueueFigures;
import org.junit.jupiter.api.Test;

class MirrorTest {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    @Test
    void a_jmx_client_reads_a_stage_with_descriptions_and_units_and_pauses_it() throws Exception {
        List<String> calls = new ArrayList<>();
        StageMXBean stage = new StageMXBean() {
            @Override
            public long getDepth() {
                return 7;
            }

            @Override
            public long getDelivering() {
                return 2;
            }

            @Override
            public long getAdded() {
                return 9;
            }

            @Override
            public boolean isPaused() {
                return calls.contains("pause");
            }

            @Override
            public void pause() {
                calls.add("pause");
            }

            @Override
            public void resume() {
                calls.clear();
            }
        };
        ObjectName name = new ObjectName("org.fastsmtp:type=Stage,name=mirror-test");
        try (Mirror mirror = new Mirror(server)) {
            mirror.show("Stage", "mirror-test", stage, StageMXBean.class);
            StageMXBean client = JMX.newMXBeanProxy(server, name, StageMXBean.class);

            client.pause();

            assertThat(client.getDepth()).isEqualTo(7);
            assertThat(client.isPaused()).isTrue();
            client.resume();
            assertThat(client.isPaused()).isFalse();
            MBeanAttributeInfo depth = List.of(server.getMBeanInfo(name).getAttributes()).stream()
                    .filter(attribute -> attribute.getName().equals("Depth"))
                    .findFirst()
                    .orElseThrow();
            assertThat(depth.getDescription()).startsWith("Messages that wait");
            assertThat(depth.getDescriptor().getFieldValue("units")).isEqualTo("messages");
            assertThat(server.getMBeanInfo(name).getDescription()).startsWith("A stage");
        }
        assertThat(server.isRegistered(name)).isFalse();
    }

    @Test
    void parameters_of_a_job_are_read_leniently_in_form_and_strictly_in_substance() {
        assertThat(JobBean.parsed("older-than=90d, dry-run=true"))
                .isEqualTo(Map.of("older-than", "90d", "dry-run", "true"));
        assertThat(JobBean.parsed("  ")).isEmpty();
        assertThatThrownBy(() -> JobBean.parsed("now")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void what_the_server_does_not_show_is_absent_and_no_failure() {
        MBeanServer empty = MBeanServerFactory.newMBeanServer();
        Management management = new Management(empty);

        assertThat(new EmbeddedFigures(empty).figure("inbound", QueueFigures.Figure.MESSAGES))
                .isEmpty();
        assertThat(management.number(Management.SMTP_LISTENER, "Sessions")).isEmpty();
        assertThat(management.transactionsInDoubt()).isNaN();
        assertThat(management.transactionsHeuristic()).isNaN();
        assertThatThrownBy(() -> management.invoke(Management.consumer("InboundConsumer"), "stopDelivery"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_transaction_that_recovery_will_end_is_in_doubt_and_one_that_nobody_can_end_is_heuristic() throws Exception {
        MBeanServer log = MBeanServerFactory.newMBeanServer();
        log.registerMBean(new LogEntry(""), new ObjectName(Management.LOG_STORE));
        String transaction = Management.LOG_STORE + ",transactions=";
        for (String id : List.of("\"0:1\"", "\"0:2\"", "\"0:3\"", "\"0:4\"")) {
            log.registerMBean(new LogEntry(""), new ObjectName(transaction + id));
        }
        // The fourth is being written: none yet.
        for (String[] participant : new String[][] {
            {"\"0:1\"", "broker", "HEURISTIC_HAZARD"},
            {"\"0:2\"", "broker", "PREPARED"},
            {"\"0:3\"", "broker", "HEURISTIC_MIXED"},
            {"\"0:3\"", "database", "PREPARED"}
        }) {
            log.registerMBean(
                    new LogEntry(participant[2]),
                    new ObjectName(transaction + participant[0] + ",participants=" + participant[1]));
        }
        Management management = new Management(log);

        assertThat(management.transactionsInDoubt()).isEqualTo(3);
        assertThat(management.transactionsHeuristic()).isEqualTo(1);
    }

    /** As the server's management shows it: an attribute with a small letter, an operation. */
    private static final class LogEntry extends StandardMBean implements LogEntryMBean {
        private final String status;

        LogEntry(String status) throws NotCompliantMBeanException {
            super(LogEntryMBean.class);
            this.status = status;
        }

        @Override
        public void probe() {
            // What there is does not change.
        }

        @Override
        public Object getAttribute(String name) {
            return status;
        }
    }

    /** Operations only; attributes have no getters, because of the small letter. */
    public interface LogEntryMBean {
        void probe();
    }

    @Test
    void a_value_is_measured_once_in_five_seconds() {
        AtomicLong nanos = new AtomicLong();
        AtomicLong measured = new AtomicLong();
        Sampled sampled = new Sampled(measured::incrementAndGet, Duration.ofSeconds(5), nanos::get);

        assertThat(sampled.getAsDouble()).isEqualTo(1);
        assertThat(sampled.getAsDouble()).isEqualTo(1);
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(sampled.getAsDouble()).isEqualTo(2);
    }

    @Test
    void meters_go_with_the_deployment() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        MBeanServer empty = MBeanServerFactory.newMBeanServer();
        ServerMetrics metrics = new ServerMetrics(registry, new Management(empty), new EmbeddedFigures(empty));
        metrics.close();

        assertThat(registry.getMeters()).isEmpty();
    }
}
