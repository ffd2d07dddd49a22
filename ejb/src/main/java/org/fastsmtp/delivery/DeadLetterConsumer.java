package org.fastsmtp.delivery;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.mail.SpooledContent;
import org.fastsmtp.smtp.LogFields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes rows of what lands on {@code dead-letter}. The row is committed by itself; returning acknowledges the message after it. */
@MessageDriven(
        name = "DeadLetterConsumer",
        activationConfig = {
            @ActivationConfigProperty(
                    propertyName = "destinationLookup",
                    propertyValue = "java:/jms/queue/dead-letter"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            // A broker that is away for long is back for this consumer too, at once.
            @ActivationConfigProperty(propertyName = "reconnectAttempts", propertyValue = "-1"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "1")
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DeadLetterConsumer implements MessageListener {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.delivery");

    @Inject
    private DeadLetters deadLetters;

    @Inject
    private BodySpool spool;

    @Override
    public void onMessage(Message message) {
        try {
            keep(message);
        } catch (JMSException | SQLException | IOException | RuntimeException e) {
            LOG.warn(
                    "a dead letter could not be stored ({}): again later",
                    e.getClass().getName());
            throw new IllegalStateException("again later");
        }
    }

    private void keep(Message message) throws JMSException, SQLException, IOException {
        String text = message instanceof TextMessage ? message.getBody(String.class) : "";
        Optional<Ticket> ticket = Ticket.parse(text);
        if (ticket.isPresent()) {
            deadLetters.release(ticket.get());
            return;
        }
        String queue = property(message, "queue").or(() -> broker(message)).orElse("unknown");
        String reason = property(message, "reason").orElse("given up by the broker");
        Optional<UUID> mail = property(message, "mail").map(UUID::fromString);
        UUID id = UUID.nameUUIDFromBytes(message.getJMSMessageID().getBytes(StandardCharsets.UTF_8));
        try (SpooledContent body = spool.take(message);
                InputStream octets = body.open()) {
            deadLetters.keep(id, mail, queue, reason, octets);
        }
        Runnable line = () -> LOG.error("dead letter {} from queue {}: {}", id, queue, reason);
        mail.ifPresentOrElse(known -> LogFields.mail(known, line), line);
    }

    private static Optional<String> broker(Message message) {
        try {
            return property(message, "_AMQ_ORIG_QUEUE");
        } catch (JMSException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> property(Message message, String name) throws JMSException {
        return Optional.ofNullable(message.getStringProperty(name)).filter(value -> !value.isBlank());
    }
}
