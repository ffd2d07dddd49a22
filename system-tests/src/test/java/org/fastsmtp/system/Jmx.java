package org.fastsmtp.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.management.JMException;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * An administrator's JMX client, as docs/operations.md says: over the management port, with the client that WildFly brings. Remembers which
 * operations it called.
 */
final class Jmx implements AutoCloseable {
    private static final String DOMAIN = "org.fastsmtp";

    private final URLClassLoader client;
    private final JMXConnector connector;
    private final MBeanServerConnection server;
    private final Set<String> called = new TreeSet<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    Jmx(int managementPort) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            client = new URLClassLoader(
                    new java.net.URL[] {
                        Server.home()
                                .resolve("bin/client/jboss-client.jar")
                                .toUri()
                                .toURL()
                    },
                    before);
            thread.setContextClassLoader(client);
            connector = connect(managementPort);
            server = connector.getMBeanServerConnection();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @SuppressWarnings("BanJNDI") // a process that this test started, on loopback
    private JMXConnector connect(int managementPort) throws IOException {
        return JMXConnectorFactory.connect(
                new JMXServiceURL("service:jmx:remote+http://127.0.0.1:" + managementPort),
                Map.of(JMXConnectorFactory.PROTOCOL_PROVIDER_CLASS_LOADER, client));
    }

    /** Calls and returns what came back. */
    Object call(String bean, String operation, Object... arguments) {
        called.add(bean + " " + operation + "/" + arguments.length);
        try {
            return server.invoke(
                    name(bean),
                    operation,
                    arguments,
                    Arrays.stream(arguments).map(Jmx::type).toArray(String[]::new));
        } catch (JMException | IOException e) {
            throw new IllegalStateException(bean + " " + operation, e);
        }
    }

    private static String type(Object argument) {
        return argument instanceof Integer ? "int" : argument.getClass().getName();
    }

    Object attribute(String bean, String attribute) {
        try {
            return server.getAttribute(name(bean), attribute);
        } catch (JMException | IOException e) {
            throw new IllegalStateException(bean + " " + attribute, e);
        }
    }

    void until(String bean, String attribute, Predicate<Object> wanted) {
        await(bean + " " + attribute)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> wanted.test(attribute(bean, attribute)));
    }

    /** From now on keeps {@link #heard} up to date. */
    void listen(String bean) {
        try {
            server.addNotificationListener(
                    name(bean), (notification, handback) -> heard.add(bean + " " + notification.getType()), null, null);
        } catch (JMException | IOException e) {
            throw new IllegalStateException(bean, e);
        }
    }

    /** Bean and type of each notification. */
    List<String> heard() {
        return List.copyOf(heard);
    }

    /** Everything registered, without the domain. */
    Set<String> beans() {
        try {
            Set<String> beans = new TreeSet<>();
            server.queryNames(new ObjectName(DOMAIN + ":*"), null)
                    .forEach(name -> beans.add(name.toString().substring(DOMAIN.length() + 1)));
            return beans;
        } catch (JMException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Operations that exist and that nobody called here: bean, name and number of parameters. */
    Set<String> uncalled() {
        Set<String> operations = new TreeSet<>();
        for (String bean : beans()) {
            for (MBeanOperationInfo operation : info(bean).getOperations()) {
                operations.add(bean + " " + operation.getName() + "/" + operation.getSignature().length);
            }
        }
        operations.removeAll(called);
        return operations;
    }

    /** Beans, attributes and operations that do not say what they are. */
    List<String> undescribed() {
        List<String> silent = new ArrayList<>();
        for (String bean : beans()) {
            MBeanInfo info = info(bean);
            if (!says(info.getDescription(), info.getDescriptor().getFieldValue("describedAs"))) {
                silent.add(bean);
            }
            for (MBeanFeatureInfo[] features :
                    List.<MBeanFeatureInfo[]>of(info.getAttributes(), info.getOperations(), info.getNotifications())) {
                for (MBeanFeatureInfo feature : features) {
                    if (!says(feature.getDescription(), feature.getDescriptor().getFieldValue("describedAs"))) {
                        silent.add(bean + " " + feature.getName());
                    }
                }
            }
        }
        return silent;
    }

    /** What Java writes where nobody said anything is one word, or a sentence about MBeans. */
    private static boolean says(String description, Object described) {
        return described != null || description.contains(" ") && !description.contains("MBean");
    }

    private MBeanInfo info(String bean) {
        try {
            return server.getMBeanInfo(name(bean));
        } catch (JMException | IOException e) {
            throw new IllegalStateException(bean, e);
        }
    }

    private static ObjectName name(String bean) throws JMException {
        return new ObjectName(DOMAIN + ":" + bean);
    }

    @Override
    public void close() {
        try (client;
                connector) {
            called.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
