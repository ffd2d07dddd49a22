package org.fastsmtp.intake;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Queue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import org.fastsmtp.delivery.BodySpool;
import org.fastsmtp.mail.QueuedMail;
import org.fastsmtp.smtp.Mail;

/** Puts a mail on {@code inbound} in the caller's transaction. Large ones stream through: they are never in memory as a whole. */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class InboundQueue {
    @Resource(lookup = "java:/JmsXA")
    private ConnectionFactory connections;

    @Resource(lookup = "java:/jms/queue/inbound")
    private Queue inbound;

    public void send(Mail mail) {
        try (JMSContext context = connections.createContext()) {
            byte[] header = QueuedMail.header(mail);
            try (InputStream content = mail.content().open()) {
                BytesMessage message = BodySpool.message(
                        context,
                        header.length + mail.content().size(),
                        new SequenceInputStream(new ByteArrayInputStream(header), content));
                message.setStringProperty("mail", mail.id().toString());
                context.createProducer().send(inbound, message);
            }
        } catch (JMSException e) {
            throw new JMSRuntimeException(e.getMessage(), e.getErrorCode(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
