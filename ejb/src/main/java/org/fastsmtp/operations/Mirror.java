package org.fastsmtp.operations;

import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.NotificationBroadcasterSupport;
import javax.management.NotificationEmitter;
import javax.management.ObjectName;
import org.fastsmtp.mxbean.DescribedBean;

/** The MXBeans of domain {@code org.fastsmtp} that belong to the application; registered at its start, gone with it. */
final class Mirror implements AutoCloseable {
    static final String DOMAIN = "org.fastsmtp";

    private final MBeanServer server;
    private final List<ObjectName> registered = new ArrayList<>();

    Mirror(MBeanServer server) {
        this.server = server;
    }

    /** A bean of the same name that an earlier deployment left behind gives way. */
    <T> void show(String type, String name, T bean, Class<T> as) {
        show(name(type, name), bean, as, new NotificationBroadcasterSupport());
    }

    static ObjectName name(String type, String name) {
        try {
            return new ObjectName(DOMAIN + ":type=" + type + ",name=" + name);
        } catch (JMException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    /** The same with notifications of its own. */
    <T> void show(ObjectName objectName, T bean, Class<T> as, NotificationEmitter notifications) {
        try {
            if (server.isRegistered(objectName)) {
                server.unregisterMBean(objectName);
            }
            server.registerMBean(new DescribedBean(bean, as, notifications), objectName);
            registered.add(objectName);
        } catch (JMException e) {
            throw new IllegalStateException("an MXBean cannot be registered", e);
        }
    }

    @Override
    public void close() {
        for (ObjectName name : registered) {
            try {
                server.unregisterMBean(name);
            } catch (JMException e) {
                // Gone already: what was wanted.
            }
        }
        registered.clear();
    }
}
