package org.fastsmtp.intake;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import org.fastsmtp.delivery.BodySpool;
import org.fastsmtp.mail.SpooledContent;
import org.fastsmtp.smtp.LogFields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a mail that could not be understood: tried again, for ever when the database is the cause, a few times otherwise; then
 * it is set aside on {@code dead-letter} with its reason, where it stays visible and blocks nobody.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Poison {
    static final int TRIES = 6;

    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.intake");

    @Resource(lookup = "java:/JmsXA")
    private ConnectionFactory connections;

    @Resource(lookup = "java:/jms/queue/dead-letter")
    private Queue deadLetter;

    /** @return whether the message is on {@code dead-letter} now; false: try again later */
    public boolean setAside(Message message, SpooledContent body, Throwable failure) {
        String mail = mail(message);
        try {
            int tries = message.getIntProperty("JMSXDeliveryCount");
            String reason = reason(failure);
            if (isOfTheDatabase(failure) || tries < TRIES) {
                line(mail, () -> LOG.warn("mail {} not understood at try {} ({}): again later", mail, tries, reason));
                return false;
            }
            try (JMSContext context = connections.createContext();
                    InputStream octets = body.open()) {
                context.createProducer()
                        .setProperty("reason", reason)
                        .setProperty("queue", "inbound")
                        .setProperty("mail", mail)
                        .send(deadLetter, BodySpool.message(context, body.size(), octets));
            }
            line(mail, () -> LOG.error("mail {} not understood after {} tries ({}): dead letter", mail, tries, reason));
            return true;
        } catch (JMSException | IOException | RuntimeException e) {
            line(
                    mail,
                    () -> LOG.warn(
                            "mail {} could not be set aside ({}): again later",
                            mail,
                            e.getClass().getName()));
            return false;
        }
    }

    /** A message that is no mail of ours names none. */
    private static void line(String mail, Runnable line) {
        if (mail == null) {
            line.run();
        } else {
            LogFields.mail(mail, line);
        }
    }

    private static String mail(Message message) {
        try {
            return message.getStringProperty("mail");
        } catch (JMSException e) {
            return "unknown"; // the message itself cannot be read: what follows says so
        }
    }

    /** The kind of failure and where it happened; never its text, which may hold content. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        StackTraceElement[] trace = cause.getStackTrace();
        String place = trace.length == 0 ? "" : " at " + trace[0].getClassName() + ":" + trace[0].getLineNumber();
        return cause.getClass().getName() + place;
    }

    /** Connection, resource, transaction and shutdown states (SQLSTATE classes 08, 53, 55, 57, 58, 40), and everything without a state. */
    private static boolean isOfTheDatabase(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                if (state == null || state.length() < 2) {
                    return true;
                }
                String group = state.substring(0, 2);
                return !group.equals("22") && !group.equals("23") && !group.equals("42");
            }
        }
        return false;
    }
}
