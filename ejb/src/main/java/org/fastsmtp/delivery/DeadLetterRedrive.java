package org.fastsmtp.delivery;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Queue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * Puts dead letters of {@code inbound} on their queue again. First the message, then the mark: a crash in between sends the mail twice,
 * and its id keeps it from being stored twice.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DeadLetterRedrive {
    private static final String QUEUE = "inbound";

    @Resource(lookup = "java:/JmsXA")
    private ConnectionFactory connections;

    @Resource(lookup = "java:/jms/queue/inbound")
    private Queue inbound;

    @Inject
    private DeadLetters deadLetters;

    /** @return false when there is none, it does not wait any more, or it is not of {@code inbound} */
    public boolean redrive(UUID id) throws SQLException {
        Optional<DeadLetter> found = deadLetters.find(id);
        if (found.isEmpty()
                || !found.get().isWaiting()
                || !found.get().queue().equals(QUEUE)
                || found.get().mailId().isEmpty()) {
            return false;
        }
        send(found.get().mailId().get(), deadLetters.body(id));
        deadLetters.markRedriven(id);
        return true;
    }

    private void send(UUID mailId, InputStream body) {
        try (JMSContext context = connections.createContext();
                InputStream octets = body) {
            BytesMessage message = BodySpool.message(context, Long.MAX_VALUE, octets);
            message.setStringProperty("mail", mailId.toString());
            context.createProducer().send(inbound, message);
        } catch (JMSException e) {
            throw new JMSRuntimeException(e.getMessage(), e.getErrorCode(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
