package org.fastsmtp.adapter;

import org.fastsmtp.smtp.Mail;

/**
 * The message-driven bean's interface: implement it and receive mail inside a transaction. When the method returns and the transaction
 * commits, the client reads 250 and the mail is the application's; in every other case the client reads 451 and keeps it.
 *
 * <p>Throw only unchecked exceptions: they roll back.
 */
public interface MailListener {
    /** {@code mail.content()} can be read until this method returns. */
    void receive(Mail mail);
}
