package org.fastsmtp.smtp;

import java.util.Optional;
import java.util.UUID;

/**
 * What the application says before a mail is taken: an empty answer accepts, a reply (4xx or 5xx) refuses. Called on the session's
 * thread, by many sessions at once; must answer from memory, in microseconds, except {@link #content}. A thrown exception counts as a
 * temporary refusal (451). Two calls more tell what became of a 250, for whoever keeps a memory of mails beyond this listener's own
 * (finding 26): they answer nothing and are to return at once.
 */
public interface MailPolicy {
    /** At RCPT. {@code envelope} holds what was accepted so far in this transaction. */
    Optional<Reply> recipient(Origin origin, Envelope envelope, EmailAddress recipient);

    /** At DATA or the first BDAT, before the client sends the content: admission by queue, age, disk. */
    Optional<Reply> data(Origin origin, Envelope envelope);

    /** At the final dot, before the transaction: the only place where the content can be refused. */
    Optional<Reply> content(Mail mail);

    /**
     * The client went on after the 250 of a mail: it has read it, so the same mail again is meant to be another. Told of mails with a
     * fingerprint only, and not told when the connection or this server is lost first.
     */
    default void confirmed(UUID mail, String fingerprint) {}

    /** A mail was answered 250 and not handed over, because it is {@code first} once more, whose 250 may have been lost. */
    default void repeated(Mail mail, UUID first) {}
}
