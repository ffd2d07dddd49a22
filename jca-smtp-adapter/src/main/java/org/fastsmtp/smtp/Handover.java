package org.fastsmtp.smtp;

/** Takes a mail over, wholly or not at all: the moment at which responsibility passes from the client to this server. */
@FunctionalInterface
public interface Handover {
    /**
     * Called on the session's thread after the final dot; the reply waits for it.
     *
     * @return true only if the mail is safe. In every other case, also when unknown, the client is told to keep it (451)
     */
    boolean take(Mail mail);
}
