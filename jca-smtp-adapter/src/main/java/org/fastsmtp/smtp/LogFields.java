package org.fastsmtp.smtp;

import java.util.UUID;
import org.slf4j.MDC;

/**
 * Writes lines of the log with the ids that they are about as fields beside the text (SLF4J's MDC), so that a log tool selects a mail from its
 * session to its last attempt. The fields are there for the line only, not for the work around it: the server's log manager lets a thread
 * inherit them from the one that makes it, and the threads of pools, made in the middle of any mail's work, would name that mail for ever.
 */
public final class LogFields {
    private static final String MAIL = "mail";
    private static final String SESSION = "session";
    private static final String DELIVERY = "delivery";

    private LogFields() {}

    public static void mail(UUID mail, Runnable line) {
        mail(mail.toString(), line);
    }

    /** Its id as text, as messages of queues carry it. */
    public static void mail(String mail, Runnable line) {
        with(MAIL, mail, line);
    }

    public static void session(String session, Runnable line) {
        with(SESSION, session, line);
    }

    public static void delivery(UUID delivery, Runnable line) {
        with(DELIVERY, delivery.toString(), line);
    }

    private static void with(String name, String value, Runnable line) {
        MDC.put(name, value);
        try {
            line.run();
        } finally {
            MDC.remove(name);
        }
    }
}
