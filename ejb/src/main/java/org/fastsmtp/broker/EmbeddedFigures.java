package org.fastsmtp.broker;

import java.util.Objects;
import java.util.OptionalLong;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The broker inside this server, as the server's management shows it in JMX. */
public final class EmbeddedFigures implements QueueFigures {
    private static final String QUEUE = "jboss.as:subsystem=messaging-activemq,server=default,jms-queue=";

    private static final String SERVER = "jboss.as:management-root=server";

    private final MBeanServer server;
    private volatile boolean started;

    public EmbeddedFigures(MBeanServer server) {
        this.server = Objects.requireNonNull(server);
    }

    @Override
    public OptionalLong figure(String queue, Figure figure) {
        try {
            // A server that starts would log the question as an error.
            if (!started && "starting".equals(server.getAttribute(new ObjectName(SERVER), "serverState"))) {
                return OptionalLong.empty();
            }
            started = true;
            Object value = server.getAttribute(new ObjectName(QUEUE + queue), figure.attribute());
            return value instanceof Number number ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
        } catch (JMException e) {
            return OptionalLong.empty();
        }
    }
}
