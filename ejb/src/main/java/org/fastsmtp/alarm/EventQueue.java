package org.fastsmtp.alarm;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.Queue;
import java.util.List;
import java.util.UUID;

/** The queue {@code events}: ids of alarms. */
@Stateless
public class EventQueue {
    @Resource(lookup = "java:/JmsXA")
    private ConnectionFactory connections;

    @Resource(lookup = "java:/jms/queue/events")
    private Queue events;

    public void send(List<UUID> alarms) {
        try (JMSContext context = connections.createContext()) {
            JMSProducer producer = context.createProducer();
            alarms.forEach(alarm -> producer.send(events, alarm.toString()));
        }
    }
}
