package org.fastsmtp.smtp;

import java.util.Optional;

/**
 * What the application says before a mail is taken: an empty answer accepts, a reply (4xx or 5xx) refuses. Called on the session's
 * thread, by many sessions at once; must answer from memory, in microseconds, except {@link #content}. A thrown exception counts as a
 * temporary refusal (451).
 */
public interface MailPolicy {
    /** At RCPT. {@code envelope} holds what was accepted so far in this transaction. */
    Optional<Reply> recipient(Origin origin, Envelope envelope, EmailAddress recipient);

    /** At DATA or the first BDAT, before the client sends the content: admission by queue, age, disk. */
    Optional<Reply> data(Origin origin, Envelope envelope);

    /** At the final dot, before the transaction: the only place where the content can be refused. */
    Optional<Reply> content(Mail mail);
}
