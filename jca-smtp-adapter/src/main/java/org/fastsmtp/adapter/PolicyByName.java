package org.fastsmtp.adapter;

import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.Envelope;
import org.fastsmtp.smtp.Mail;
import org.fastsmtp.smtp.MailPolicy;
import org.fastsmtp.smtp.Origin;
import org.fastsmtp.smtp.Reply;

/**
 * The application's policy, found by its JNDI name when it is first asked, because the application may come up after the listener. While
 * it cannot be found the answer is a temporary refusal, and each mail asks again.
 */
final class PolicyByName implements MailPolicy {
    private static final Optional<Reply> NOT_YET = Optional.of(new Reply(451, "4.3.0", "Not ready, try again later"));

    private final String name;
    private volatile Optional<MailPolicy> found = Optional.empty();

    PolicyByName(String name) {
        this.name = name;
    }

    @Override
    public Optional<Reply> recipient(Origin origin, Envelope envelope, EmailAddress recipient) {
        return policy().map(policy -> policy.recipient(origin, envelope, recipient))
                .orElse(NOT_YET);
    }

    @Override
    public Optional<Reply> data(Origin origin, Envelope envelope) {
        return policy().map(policy -> policy.data(origin, envelope)).orElse(NOT_YET);
    }

    @Override
    public Optional<Reply> content(Mail mail) {
        return policy().map(policy -> policy.content(mail)).orElse(NOT_YET);
    }

    @Override
    public void confirmed(UUID mail, String fingerprint) {
        policy().ifPresent(policy -> policy.confirmed(mail, fingerprint));
    }

    @Override
    public void repeated(Mail mail, UUID first) {
        policy().ifPresent(policy -> policy.repeated(mail, first));
    }

    private Optional<MailPolicy> policy() {
        Optional<MailPolicy> policy = found;
        if (policy.isEmpty()) {
            policy = Names.find(name, MailPolicy.class);
            found = policy;
        }
        return policy;
    }
}
