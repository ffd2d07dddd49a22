package org.fastsmtp.alarm;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Alarms by mail, through the server's mail session. The Message-ID is the alarm's, so that a repetition is seen as one. */
final class MailedAlarm implements AlarmChannel {
    /** A mail server that hangs would hold the other alarms. Milliseconds; what the session says itself comes first. */
    private static final String TIMEOUT = "10000";

    private static final List<String> TIMEOUTS =
            List.of("mail.smtp.connectiontimeout", "mail.smtp.timeout", "mail.smtp.writetimeout");

    private final Supplier<Session> session;
    private final String from;
    private final String to;

    /**
     * @param from empty: whom the session names
     * @param to one address or several
     */
    MailedAlarm(Supplier<Session> session, String from, String to) {
        this.session = Objects.requireNonNull(session);
        this.from = Objects.requireNonNull(from);
        this.to = Objects.requireNonNull(to);
    }

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public boolean send(Alarm alarm) {
        try {
            Transport.send(mail(alarm));
            return true;
        } catch (SendFailedException e) {
            // Who has it needs it no second time because of who cannot have it.
            return e.getValidSentAddresses() != null && e.getValidSentAddresses().length > 0;
        } catch (MessagingException | IllegalStateException e) {
            return false; // told and repeated by whoever asked
        }
    }

    private MimeMessage mail(Alarm alarm) throws MessagingException {
        Session current = session.get();
        TIMEOUTS.forEach(name -> current.getProperties().putIfAbsent(name, TIMEOUT));
        current.getProperties().putIfAbsent("mail.smtp.sendpartial", "true");
        MimeMessage mail = new MimeMessage(current) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<" + alarm.id() + "@fastsmtp>");
            }
        };
        if (from.isBlank()) {
            mail.setFrom();
        } else {
            mail.setFrom(new InternetAddress(from));
        }
        mail.setRecipients(Message.RecipientType.TO, InternetAddress.parse(to));
        mail.setSubject("FastSMTP: " + alarm.subject(), StandardCharsets.UTF_8.name());
        mail.setSentDate(Date.from(alarm.createdAt()));
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.setText(alarm.details().toString(), StandardCharsets.UTF_8.name());
        return mail;
    }
}
