package org.fastsmtp.intake;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.Envelope;
import org.fastsmtp.smtp.Mail;
import org.fastsmtp.smtp.MailPolicy;
import org.fastsmtp.smtp.Origin;
import org.fastsmtp.smtp.Reply;

/** The policy that the adapter asks, by its JNDI name in {@link MailReceiver}. */
@Singleton
@Local(MailPolicy.class)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SmtpPolicy implements MailPolicy {
    private Reception reception;
    private RepeatMemory repeats;

    @SuppressWarnings("unused") // for the container's proxy
    protected SmtpPolicy() {}

    @Inject
    SmtpPolicy(Reception reception, RepeatMemory repeats) {
        this.reception = reception;
        this.repeats = repeats;
    }

    @Override
    public Optional<Reply> recipient(Origin origin, Envelope envelope, EmailAddress recipient) {
        return reception.recipient(recipient);
    }

    @Override
    public Optional<Reply> data(Origin origin, Envelope envelope) {
        return reception.data();
    }

    @Override
    public Optional<Reply> content(Mail mail) {
        return reception.content(mail);
    }

    @Override
    public void confirmed(UUID mail, String fingerprint) {
        repeats.confirmed(mail, fingerprint);
    }

    @Override
    public void repeated(Mail mail, UUID first) {
        repeats.repeated(mail.id(), first, mail.origin().address().getHostAddress());
    }
}
