package org.fastsmtp.retention;

import java.lang.management.ManagementFactory;
import java.util.function.BooleanSupplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Whether mail waits: more messages on the queues than a node works on at once. A broker elsewhere cannot be seen: then nobody waits. */
final class Backlog implements BooleanSupplier {
    private static final String QUEUE = "jboss.as:subsystem=messaging-activemq,server=default,jms-queue=";
    private static final long AT_ONCE = 200;

    @Override
    public boolean getAsBoolean() {
        return count("inbound") + count("delivery") > AT_ONCE;
    }

    private static long count(String queue) {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            return ((Number) server.getAttribute(new ObjectName(QUEUE + queue), "messageCount")).longValue();
        } catch (JMException e) {
            return 0;
        }
    }
}
