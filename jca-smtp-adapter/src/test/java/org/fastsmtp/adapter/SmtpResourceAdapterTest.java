package org.fastsmtp.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpResourceAdapterTest {
    private final SmtpResourceAdapter adapter = new SmtpResourceAdapter();
    private final MessageEndpointFactory endpoints = fake(MessageEndpointFactory.class);
    private final SmtpActivationSpec spec = new SmtpActivationSpec();
    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    private ObjectName name;

    @BeforeEach
    void start() throws Exception {
        name = new ObjectName("org.fastsmtp:type=SmtpListener,name=\"smtp\"");
        adapter.setHost("127.0.0.1");
        adapter.setPort("0");
        adapter.setHostname("mx.example.net");
        adapter.start(fake(BootstrapContext.class));
    }

    @AfterEach
    void stop() {
        adapter.stop();
        assertThat(beans.isRegistered(name)).isFalse();
    }

    @Test
    void socket_and_bean_come_with_the_activation_and_go_with_it() throws Exception {
        assertThat(beans.isRegistered(name)).isFalse();
        adapter.endpointActivation(endpoints, spec);
        int port = (int) beans.getAttribute(name, "Port");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            byte[] greeting = socket.getInputStream().readNBytes(34);
            assertThat(new String(greeting, StandardCharsets.US_ASCII)).startsWith("220 mx.example.net ESMTP FastSMTP");
        }
        assertThat(beans.getMBeanInfo(name).getAttributes())
                .allSatisfy(attribute -> assertThat(attribute.getDescription()).isNotEqualTo(attribute.getName()));
        assertThat(beans.getMBeanInfo(name).getNotifications()).isNotEmpty();
        beans.invoke(name, "pause", null, null);
        assertThat(beans.getAttribute(name, "Paused")).isEqualTo(true);
        adapter.endpointDeactivation(endpoints, spec);
        assertThat(beans.isRegistered(name)).isFalse();
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                .isInstanceOf(IOException.class);
        adapter.endpointActivation(endpoints, spec);
        assertThat(beans.isRegistered(name)).isTrue();
    }

    @Test
    void a_stop_with_a_spool_that_is_gone_closes_everything_once(@TempDir Path parent) throws Exception {
        Path spool = parent.resolve("spool");
        adapter.setSpoolDirectory(spool.toString());
        adapter.endpointActivation(endpoints, spec);
        int port = (int) beans.getAttribute(name, "Port");
        Files.delete(spool);

        adapter.endpointDeactivation(endpoints, spec);

        assertThat(beans.isRegistered(name)).isFalse();
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                .isInstanceOf(IOException.class);
        adapter.endpointDeactivation(endpoints, spec);
        adapter.endpointActivation(endpoints, spec);
    }

    @Test
    void a_taken_port_is_an_exception_that_names_it() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            adapter.setPort(String.valueOf(other.getLocalPort()));
            assertThatThrownBy(() -> adapter.endpointActivation(endpoints, spec))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContaining(String.valueOf(other.getLocalPort()));
        }
    }

    @Test
    void required_tls_without_a_certificate_opens_nothing() {
        adapter.setRequireStarttls("true");
        assertThatThrownBy(() -> adapter.endpointActivation(endpoints, spec)).hasMessageContaining("certificate");
    }

    @Test
    void empty_values_are_absent_ones() throws Exception {
        adapter.setMaxMessageSize("");
        adapter.setTlsCert(" ");
        adapter.setTlsKey(null);
        adapter.setRateLimitEnabled("");
        adapter.endpointActivation(endpoints, spec);
        assertThat(beans.getAttribute(name, "TlsPort")).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "port, 70000",
        "port, smtp",
        "maxMessageSize, -7",
        "bareNewline, sometimes",
        "exemptNetworks, example.com",
        "rateLimitEnabled, perhaps",
        "commandTimeout, -8",
        "tlsCert, /only/one/of/two"
    })
    void a_value_of_another_form_is_named_without_being_shown(String property, String value) throws Exception {
        String setter = "set" + Character.toUpperCase(property.charAt(0)) + property.substring(1);
        SmtpResourceAdapter.class.getMethod(setter, String.class).invoke(adapter, value);
        assertThatThrownBy(() -> adapter.endpointActivation(endpoints, spec))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining(property)
                .hasMessageNotContaining(value);
    }

    @Test
    void one_bean_has_the_listener() throws Exception {
        adapter.endpointActivation(endpoints, spec);
        MessageEndpointFactory second = fake(MessageEndpointFactory.class);
        assertThatThrownBy(() -> adapter.endpointActivation(second, spec)).isInstanceOf(ResourceException.class);
        adapter.endpointDeactivation(second, spec);
        assertThat(beans.isRegistered(name)).isTrue();
    }

    /** Answers nothing and is equal to itself. */
    private static <T> T fake(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                SmtpResourceAdapterTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getName().equals("equals") ? proxy == arguments[0] : null));
    }
}
