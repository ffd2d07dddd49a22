package org.fastsmtp.smtp.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.management.MBeanException;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.TabularData;
import org.awaitility.Awaitility;
import org.fastsmtp.smtp.limit.LimitSettings;
import org.fastsmtp.smtp.limit.NetworkSet;
import org.fastsmtp.smtp.tls.TestCertificates;
import org.fastsmtp.smtp.tls.TestCertificates.Form;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listener as a JMX client meets it: through an MBean server, by names and open types only. */
class ListenerBeanTest {
    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    private final List<String> heard = new ArrayList<>();
    private ObjectName name;

    @BeforeEach
    void name() throws Exception {
        name = new ObjectName("org.fastsmtp.test:type=SmtpListener,name=" + System.identityHashCode(this));
    }

    @AfterEach
    void unregister() throws Exception {
        if (beans.isRegistered(name)) {
            beans.unregisterMBean(name);
        }
    }

    @Test
    void everything_has_a_description_and_parameters_have_names() throws Exception {
        try (Fixture fixture = new Fixture()) {
            MBeanInfo info = show(fixture);
            assertThat(info.getDescription()).startsWith("An SMTP listener");
            for (MBeanFeatureInfo[] features : List.of(info.getAttributes(), info.getOperations())) {
                assertThat(features)
                        .isNotEmpty()
                        .allSatisfy(feature -> assertThat(feature.getDescription())
                                .as(feature.getName())
                                .isNotEmpty()
                                .isNotEqualTo(feature.getName()));
            }
            Set<String> operations = new TreeSet<>();
            for (MBeanOperationInfo operation : info.getOperations()) {
                operations.add(operation.getName());
                assertThat(operation.getSignature())
                        .allSatisfy(parameter -> assertThat(parameter.getName()).doesNotMatch("p\\d"));
            }
            assertThat(operations)
                    .containsExactly(
                            "dropSession", "pause", "reloadCertificates", "resetLimit", "resetLimits", "resume");
            assertThat(Arrays.stream(info.getNotifications()).flatMap(kind -> Arrays.stream(kind.getNotifTypes())))
                    .containsExactly("tls.expiring", "tls.reload.failed", "overload", "loop.detected");
        }
    }

    @Test
    void rates_sessions_by_state_and_refusals_by_reason_are_there() throws Exception {
        try (Fixture fixture = new Fixture();
                Transcript client = fixture.connect()) {
            show(fixture);
            client.hello().envelope("a@example.com", "b@example.org");
            client.send("RCPT TO:<nobody@example.org>").expect("550 5.1.1");
            client.send("DATA").expect("354").raw("x\r\n.\r\n").expect("250");
            client.send("MAIL").expect("501");
            assertThat((double) beans.getAttribute(name, "MailsPerMinute")).isEqualTo(1);
            assertThat((double) beans.getAttribute(name, "ConnectionsPerMinute"))
                    .isEqualTo(1);
            assertThat(beans.getAttribute(name, "MailsAccepted")).isEqualTo(1L);
            assertThat(row("Refusals", "550 5.1.1")).isEqualTo(1L);
            assertThat(row("Refusals", "501 5.1.7")).isEqualTo(1L);
            Awaitility.await().until(() -> Integer.valueOf(1).equals(row("SessionsByState", "IDLE")));
        }
    }

    @Test
    void a_session_is_dropped_and_a_limit_is_reset_by_operation() throws Exception {
        LimitSettings once = new LimitSettings(true, 1, 50, 0, 0, 0, 0, 0, 1000, NetworkSet.NONE);
        try (Fixture fixture = new Fixture(settings -> Fixture.with(settings, once, NetworkSet.NONE));
                Transcript client = fixture.connect()) {
            show(fixture);
            client.hello();
            Awaitility.await().until(() -> Integer.valueOf(1).equals(row("SessionsByState", "IDLE")));
            try (Transcript second = fixture.connect()) {
                second.expect("421 4.7.0");
            }
            assertThat(invoke("resetLimit", "192.0.2.1")).isEqualTo(false);
            assertThat(invoke("resetLimit", "127.0.0.1")).isEqualTo(true);
            assertThatThrownBy(() -> invoke("resetLimit", "example.com")).isInstanceOf(RuntimeMBeanException.class);
            try (Transcript third = fixture.connect()) {
                third.expect("220");
            }
            String id = fixture.listener.getSessionClients().entrySet().stream()
                    .filter(entry -> entry.getValue().equals("127.0.0.1"))
                    .findFirst()
                    .orElseThrow()
                    .getKey();
            assertThat(invoke("dropSession", id)).isEqualTo(true);
        }
    }

    @Test
    void overload_is_a_notification_once_until_it_is_over() throws Exception {
        try (Fixture fixture = new Fixture(settings -> Fixture.with(settings, most(2)));
                Transcript first = fixture.connect()) {
            show(fixture);
            first.hello();
            fixture.listener.look();
            assertThat(heard).isEmpty();
            try (Transcript second = fixture.connect()) {
                second.hello();
                fixture.listener.look();
                fixture.listener.look();
                assertThat(heard).containsExactly("overload: 2 of 2 sessions");
                assertThat(beans.getAttribute(name, "Overloaded")).isEqualTo(true);
            }
            Awaitility.await()
                    .until(() -> beans.getAttribute(name, "Overloaded").equals(false));
        }
    }

    @Test
    void a_certificate_that_ends_and_one_that_cannot_be_used_are_notifications(@TempDir Path directory)
            throws Exception {
        TestCertificates files =
                new TestCertificates(directory).write("mx.example", "EC", Form.PKCS8, Duration.ofDays(5));
        try (Fixture fixture = new Fixture(settings -> Fixture.with(settings, files.settings(), false))) {
            show(fixture);
            assertThat(beans.getAttribute(name, "CertificateExpiring")).isEqualTo(true);
            fixture.listener.look();
            assertThat(heard).singleElement().asString().startsWith("tls.expiring: the certificate ends at ");
            assertThat(beans.getAttribute(name, "CertificateProblem")).isEqualTo("");
            Files.writeString(files.key, "rubbish");
            assertThatThrownBy(() -> invoke("reloadCertificates")).isInstanceOf(MBeanException.class);
            assertThat(heard).hasSize(2).last().asString().startsWith("tls.reload.failed: ");
            assertThat(beans.getAttribute(name, "CertificateProblem").toString())
                    .contains("key.pem")
                    .doesNotContain("rubbish");
            files.write("mx.example", "EC", Form.PKCS8, Duration.ofDays(90));
            assertThat(invoke("reloadCertificates")).isEqualTo(true);
            assertThat(beans.getAttribute(name, "CertificateProblem")).isEqualTo("");
            assertThat(beans.getAttribute(name, "CertificateExpiring")).isEqualTo(false);
        }
    }

    @Test
    void the_end_of_a_lent_contexts_certificate_is_a_notification_too(@TempDir Path directory) throws Exception {
        TestCertificates files =
                new TestCertificates(directory).write("mx.example", "EC", Form.PKCS8, Duration.ofDays(5));
        try (Fixture fixture = new Fixture(settings -> settings, Optional.of(files.lent()))) {
            show(fixture);
            assertThat((long) beans.getAttribute(name, "CertificateExpiry"))
                    .isBetween(
                            Instant.now().plus(Duration.ofDays(4)).getEpochSecond(),
                            Instant.now().plus(Duration.ofDays(5)).getEpochSecond());
            assertThat(beans.getAttribute(name, "CertificateExpiring")).isEqualTo(true);
            fixture.listener.look();
            assertThat(heard).singleElement().asString().startsWith("tls.expiring: the certificate ends at ");
        }
    }

    private MBeanInfo show(Fixture fixture) throws Exception {
        beans.registerMBean(new ListenerBean(fixture.listener), name);
        beans.addNotificationListener(
                name,
                (notification, any) -> heard.add(notification.getType() + ": " + notification.getMessage()),
                null,
                null);
        return beans.getMBeanInfo(name);
    }

    private Object invoke(String operation, String... arguments) throws Exception {
        String[] types = new String[arguments.length];
        Arrays.fill(types, String.class.getName());
        return beans.invoke(name, operation, arguments, types);
    }

    /** What a map shows for a key; null when it has no such row. */
    private Object row(String attribute, String key) throws Exception {
        TabularData table = (TabularData) beans.getAttribute(name, attribute);
        Object[] index = {key};
        return table.containsKey(index) ? table.get(index).get("value") : null;
    }

    private static SmtpSettings.Sessions most(int sessions) {
        SmtpSettings.Sessions s = Fixture.settings().sessions();
        return new SmtpSettings.Sessions(
                sessions,
                s.command(),
                s.data(),
                s.whole(),
                s.greetingDelay(),
                s.badCommands(),
                s.stop(),
                s.virtualThreads());
    }
}
