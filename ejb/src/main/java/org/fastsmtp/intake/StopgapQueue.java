package org.fastsmtp.intake;

import jakarta.annotation.Resource;
import jakarta.ejb.Local;
import jakarta.ejb.Stateless;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.Queue;
import java.util.List;
import org.fastsmtp.delivery.DeliveryQueue;
import org.fastsmtp.delivery.Ticket;

@Stateless
@Local(DeliveryQueue.class)
public class StopgapQueue implements DeliveryQueue {
    @Resource(lookup = "java:/JmsXA")
    private ConnectionFactory connections;

    @Resource(lookup = "java:/jms/queue/delivery")
    private Queue delivery;

    @Override
    public void send(List<Ticket> tickets) {
        try (JMSContext context = connections.createContext()) {
            JMSProducer producer = context.createProducer();
            tickets.forEach(ticket -> producer.send(delivery, ticket.text()));
        }
    }

    @Override
    public long depth() {
        return 0;
    }
}
