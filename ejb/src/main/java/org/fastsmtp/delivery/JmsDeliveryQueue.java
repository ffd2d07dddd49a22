package org.fastsmtp.delivery;

import jakarta.annotation.Resource;
import jakarta.ejb.Local;
import jakarta.ejb.Stateless;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.Queue;
import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;

/** The queue {@code delivery} of the broker. Sends in the caller's transaction, or in one of its own where there is none. */
@Stateless
@Local(DeliveryQueue.class)
public class JmsDeliveryQueue implements DeliveryQueue {
    private static final String NAME = "jboss.as:subsystem=messaging-activemq,server=default,jms-queue=delivery";

    @Resource(lookup = "java:/JmsXA")
    private ConnectionFactory connections;

    @Resource(lookup = "java:/jms/queue/delivery")
    private Queue delivery;

    @Override
    public void send(List<Ticket> tickets) {
        if (tickets.isEmpty()) {
            return;
        }
        try (JMSContext context = connections.createContext()) {
            JMSProducer producer = context.createProducer();
            tickets.forEach(ticket -> producer.send(delivery, ticket.text()));
        }
    }

    /** A broker elsewhere has no such name here: unknown. */
    @Override
    public long depth() {
        try {
            Object count =
                    ManagementFactory.getPlatformMBeanServer().getAttribute(new ObjectName(NAME), "messageCount");
            return ((Number) count).longValue();
        } catch (JMException e) {
            return -1;
        }
    }
}
