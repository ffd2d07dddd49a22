package org.fastsmtp.intake;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import org.fastsmtp.delivery.BodySpool;
import org.fastsmtp.delivery.DeliveryQueue;
import org.fastsmtp.mail.SpooledContent;

/**
 * Takes a mail from {@code inbound}, has it understood and stored, puts its tickets on {@code delivery}, and returns, which acknowledges it.
 * Three commits in this order, each by itself: a crash between two of them repeats the next, and finds what is there already (ADR 3).
 */
@MessageDriven(
        name = "InboundConsumer",
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destinationLookup", propertyValue = "java:/jms/queue/inbound"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            // A broker that is away for long is back for this consumer too, at once.
            @ActivationConfigProperty(propertyName = "reconnectAttempts", propertyValue = "-1"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "${fastsmtp.understand.sessions:12}")
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class InboundConsumer implements MessageListener {
    @Inject
    private Understanding understanding;

    @Inject
    private Poison poison;

    @Inject
    private DeliveryQueue queue;

    @Inject
    private BodySpool spool;

    @Override
    public void onMessage(Message message) {
        try (SpooledContent body = spool.take(message)) {
            try {
                queue.send(understanding.understand(body));
            } catch (IOException | SQLException | RuntimeException | Error e) {
                // The edge: what went wrong becomes an outcome, later again or a dead letter.
                if (!poison.setAside(message, body, e)) {
                    throw new IllegalStateException("again later");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
