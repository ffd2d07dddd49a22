package org.fastsmtp.alarm;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Supplier;

/** Alarms by mail, through the server's mail session. The Message-ID is the alarm's, so that a repetition is seen as one. */
final class MailedAlarm implements AlarmChannel {
    private final Supplier<Session> session;
    private final String to;

    MailedAlarm(Supplier<Session> session, String to) {
        this.session = Objects.requireNonNull(session);
        this.to = Objects.requireNonNull(to);
    }

    @Override
    public boolean send(Alarm alarm) {
        try {
            MimeMessage mail = new MimeMessage(session.get());
            mail.setRecipients(Message.RecipientType.TO, InternetAddress.parse(to));
            mail.setSubject("FastSMTP: " + alarm.subject(), StandardCharsets.UTF_8.name());
            mail.setText(alarm.details().toString(), StandardCharsets.UTF_8.name());
            mail.saveChanges();
            mail.setHeader("Message-ID", "<" + alarm.id() + "@fastsmtp>");
            mail.setHeader("Auto-Submitted", "auto-generated");
            Transport.send(mail);
            return true;
        } catch (MessagingException | IllegalStateException e) {
            return false; // told and repeated by whoever asked
        }
    }
}
