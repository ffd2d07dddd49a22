package org.fastsmtp.intake;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import org.fastsmtp.adapter.MailListener;
import org.fastsmtp.smtp.Mail;

/** Takes over each mail: when the transaction of this call commits, the mail is ours, and only then the client reads 250. */
@MessageDriven(
        name = "MailReceiver",
        messageListenerInterface = MailListener.class,
        activationConfig =
                @ActivationConfigProperty(
                        propertyName = "policy",
                        propertyValue = "java:global/fastsmtp/ejb/SmtpPolicy!org.fastsmtp.smtp.MailPolicy"))
public class MailReceiver implements MailListener {
    @EJB
    private InboundQueue queue;

    @Inject
    private MailSizes sizes;

    @Override
    public void receive(Mail mail) {
        queue.send(mail);
        sizes.record(mail.content().size());
    }
}
