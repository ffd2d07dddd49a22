package org.fastsmtp.smtp.listener;

import java.util.Optional;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.InvalidAddressException;
import org.fastsmtp.smtp.Reply;
import org.fastsmtp.smtp.limit.ClientLimits.Verdict;

/** RCPT (RFC 5321 section 4.1.1.3). Whether the recipient exists is for the policy to say. */
final class RecipientVerb implements Verb {
    @Override
    public Reply run(SmtpSession session, String argument) {
        Optional<Transaction> transaction = session.transaction();
        if (transaction.isEmpty()) {
            return session.hasSaidHello() ? Replies.MAIL_FIRST : Replies.HELLO_FIRST;
        }
        if (transaction.get().content().isPresent()) {
            return Replies.IN_CHUNKS;
        }
        Optional<Parameters> parsed = Parameters.parse(argument, "TO:");
        if (parsed.isEmpty()) {
            return Replies.RECIPIENT_SYNTAX;
        }
        if (!parsed.get().parameters().isEmpty()) {
            return Replies.PARAMETER;
        }
        EmailAddress recipient;
        try {
            recipient = EmailAddress.parse(parsed.get().path());
        } catch (InvalidAddressException e) {
            return refusal(e);
        }
        if (recipient.isLiteral()) {
            return invalidDomain("address literals are not accepted");
        }
        if (transaction.get().recipients() >= session.settings().content().maxRecipients()) {
            session.counters().limitedRecipients.increment();
            return Replies.TOO_MANY_RECIPIENTS;
        }
        if (session.client().takeRecipient(recipient.domain()) != Verdict.ALLOWED) {
            session.counters().limitedRecipients.increment();
            return Replies.SLOW_DOWN;
        }
        Optional<Reply> refused = session.judge(
                policy -> policy.recipient(session.origin(), transaction.get().envelope(), recipient));
        if (refused.isPresent()) {
            return refused.get();
        }
        transaction.get().add(recipient);
        return Replies.RECIPIENT_OK;
    }

    private static Reply refusal(InvalidAddressException e) {
        return switch (e.fault()) {
            case NO_DOMAIN -> Replies.INVALID_RECIPIENT;
            case LOCAL_PART -> Replies.RECIPIENT_SYNTAX;
            case DOMAIN -> invalidDomain(e.getMessage());
        };
    }

    private static Reply invalidDomain(String reason) {
        return new Reply(550, "5.1.2", "Invalid domain encoding: " + reason);
    }
}
