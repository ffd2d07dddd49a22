package org.fastsmtp.system;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** JMX of a process that this test started, as its owner reaches it: by local attach, without a login and without a port for others. */
final class LocalJmx {
    private final Process process;

    LocalJmx(Process process) {
        this.process = process;
    }

    Object attribute(String mbean, String attribute) {
        return ask(server -> server.getAttribute(new ObjectName(mbean), attribute));
    }

    void set(String mbean, String attribute, Object value) {
        ask(server -> {
            server.setAttribute(new ObjectName(mbean), new Attribute(attribute, value));
            return value;
        });
    }

    /** An operation with one argument; the type is that of its declaration, e.g. {@code int} or {@code java.lang.String}. */
    Object invoke(String mbean, String operation, String type, Object argument) {
        return ask(server ->
                server.invoke(new ObjectName(mbean), operation, new Object[] {argument}, new String[] {type}));
    }

    Object invoke(String mbean, String operation) {
        return ask(server -> server.invoke(new ObjectName(mbean), operation, new Object[0], new String[0]));
    }

    @SuppressWarnings("BanJNDI") // a process that this test started, on loopback
    Object ask(Question question) {
        try {
            VirtualMachine machine = VirtualMachine.attach(String.valueOf(process.pid()));
            try (JMXConnector connector =
                    JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
                return question.ask(connector.getMBeanServerConnection());
            } finally {
                machine.detach();
            }
        } catch (IOException | JMException | AttachNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    @FunctionalInterface
    interface Question {
        Object ask(MBeanServerConnection server) throws IOException, JMException;
    }
}
