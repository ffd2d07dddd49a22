package org.fastsmtp.alarm;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.sql.SQLException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes ids of alarms from {@code events} and has them sent. */
@MessageDriven(
        name = "EventConsumer",
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destinationLookup", propertyValue = "java:/jms/queue/events"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            // A broker that is away for long is back for this consumer too, at once.
            @ActivationConfigProperty(propertyName = "reconnectAttempts", propertyValue = "-1"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "2")
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class EventConsumer implements MessageListener {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.alarm");

    @Inject
    private Alarms alarms;

    @Override
    public void onMessage(Message message) {
        try {
            alarms.send(UUID.fromString(message.getBody(String.class)));
        } catch (IllegalArgumentException e) {
            LOG.error("a message on the queue is no id of an alarm and is dropped");
        } catch (JMSException | SQLException e) {
            LOG.warn(
                    "an alarm could not be read ({}): again later", e.getClass().getName());
            throw new IllegalStateException("again later");
        }
    }
}
