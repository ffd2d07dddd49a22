package org.fastsmtp.delivery;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes tickets from {@code delivery}. The outcome is committed by itself; returning acknowledges the message after it. */
@MessageDriven(
        name = "DeliveryConsumer",
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destinationLookup", propertyValue = "java:/jms/queue/delivery"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            // A broker that is away for long is back for this consumer too, at once.
            @ActivationConfigProperty(propertyName = "reconnectAttempts", propertyValue = "-1"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "${fastsmtp.deliver.sessions:32}"),
            // One ticket at a time: what a session held in advance would wait for the endpoint that it waits for.
            @ActivationConfigProperty(propertyName = "consumerWindowSize", propertyValue = "0")
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DeliveryConsumer implements MessageListener {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.delivery");

    @Inject
    private Deliverer deliverer;

    @Override
    public void onMessage(Message message) {
        String text = "";
        try {
            text = message.getBody(String.class);
            Optional<Ticket> ticket = Ticket.parse(text);
            if (ticket.isPresent()) {
                deliverer.deliver(ticket.get());
            } else {
                LOG.error("a message on the queue is no ticket and is dropped");
            }
        } catch (JMSException | SQLException | IOException | RuntimeException | Error e) {
            // The message comes again after the queue's delay; an Error must not reach the container as such.
            LOG.warn("ticket {}: {}, again later", text, e.getClass().getName());
            throw new IllegalStateException("again later");
        }
    }
}
