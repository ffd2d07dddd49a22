package org.fastsmtp.delivery;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Local;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.Queue;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.util.List;
import org.fastsmtp.broker.QueueFigures;

/**
 * The queue {@code delivery} of the broker. Outside the caller's transaction: a second session in it would make two branches of one broker, and
 * a crash between them would leave tickets in doubt until recovery (ADR 3). One ticket needs no transaction, several get one of their own.
 */
@Stateless
@Local(DeliveryQueue.class)
@TransactionManagement(TransactionManagementType.BEAN)
public class JmsDeliveryQueue implements DeliveryQueue {
    @Resource(lookup = "java:/JmsXA")
    private ConnectionFactory connections;

    @Resource
    private UserTransaction transaction;

    @Resource(lookup = "java:/jms/queue/delivery")
    private Queue delivery;

    @EJB
    private QueueFigures figures;

    @Override
    public void send(List<Ticket> tickets) {
        if (tickets.isEmpty()) {
            return;
        }
        if (tickets.size() == 1) {
            put(tickets);
            return;
        }
        try {
            transaction.begin();
            boolean isDone = false;
            try {
                put(tickets);
                isDone = true;
            } finally {
                if (isDone) {
                    transaction.commit();
                } else {
                    transaction.rollback();
                }
            }
        } catch (NotSupportedException
                | SystemException
                | RollbackException
                | HeuristicMixedException
                | HeuristicRollbackException e) {
            throw new IllegalStateException("the tickets are not on the queue", e);
        }
    }

    private void put(List<Ticket> tickets) {
        try (JMSContext context = connections.createContext()) {
            JMSProducer producer = context.createProducer();
            tickets.forEach(ticket -> producer.send(delivery, ticket.text()));
        }
    }

    @Override
    public long depth() {
        return figures.figure("delivery", QueueFigures.Figure.MESSAGES).orElse(-1);
    }
}
