package org.fastsmtp.intake;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import org.fastsmtp.adapter.MailListener;
import org.fastsmtp.smtp.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes over each mail: when the transaction of this call commits, the mail is ours, and only then the client reads 250. */
@MessageDriven(
        name = "MailReceiver",
        messageListenerInterface = MailListener.class,
        activationConfig =
                @ActivationConfigProperty(
                        propertyName = "policy",
                        propertyValue = "java:global/fastsmtp/ejb/SmtpPolicy!org.fastsmtp.smtp.MailPolicy"))
public class MailReceiver implements MailListener {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.intake");

    @EJB
    private InboundQueue queue;

    @Inject
    private MailSizes sizes;

    @Override
    public void receive(Mail mail) {
        queue.send(mail);
        sizes.record(mail.content().size());
        LOG.info(
                "mail {} session {} from {} recipients {} octets {}: on the queue",
                mail.id(),
                mail.origin().session(),
                mail.origin().address().getHostAddress(),
                mail.envelope().recipients().size(),
                mail.content().size());
    }
}
