package org.fastsmtp.smtp;

import java.util.Optional;

/** Accepts everything: what an adapter without a policy does. */
public final class AcceptAll implements MailPolicy {
    @Override
    public Optional<Reply> recipient(Origin origin, Envelope envelope, EmailAddress recipient) {
        return Optional.empty();
    }

    @Override
    public Optional<Reply> data(Origin origin, Envelope envelope) {
        return Optional.empty();
    }

    @Override
    public Optional<Reply> content(Mail mail) {
        return Optional.empty();
    }
}
