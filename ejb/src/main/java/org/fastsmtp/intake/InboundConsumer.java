package org.fastsmtp.intake;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.util.List;
import org.fastsmtp.delivery.DeliveryQueue;
import org.fastsmtp.delivery.Ticket;

/**
 * Takes a mail from {@code inbound}, has it understood and stored, and puts its deliveries on {@code delivery}. The database commits first,
 * by itself; then one commit of the broker takes the mail off one queue and puts the tickets on the other (ADR 3).
 */
@MessageDriven(
        name = "InboundConsumer",
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destinationLookup", propertyValue = "java:/jms/queue/inbound"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "${fastsmtp.understand.sessions:12}")
        })
public class InboundConsumer implements MessageListener {
    @Resource
    private MessageDrivenContext context;

    @EJB
    private OutsideTransaction outside;

    @Inject
    private Understanding understanding;

    @Inject
    private Poison poison;

    @Inject
    private DeliveryQueue queue;

    @Override
    public void onMessage(Message message) {
        try {
            List<Ticket> tickets =
                    outside.call(() -> understanding.understand(new BytesMessageStream((BytesMessage) message)));
            if (!tickets.isEmpty()) {
                queue.send(tickets);
            }
        } catch (Throwable e) {
            // The edge: what went wrong becomes an outcome, later again or a dead letter.
            if (!poison.setAside(message, e)) {
                context.setRollbackOnly();
            }
        }
    }
}
