package org.fastsmtp.smtp.listener;

import java.io.IOException;
import java.util.Optional;
import org.fastsmtp.smtp.Reply;

/** DATA (RFC 5321 section 4.1.1.4). */
final class DataVerb implements Verb {
    @Override
    public Reply run(SmtpSession session, String argument) throws IOException {
        if (!argument.isEmpty()) {
            return Replies.NO_ARGUMENT;
        }
        Optional<Transaction> transaction = session.transaction();
        if (transaction.isEmpty()) {
            return session.hasSaidHello() ? Replies.MAIL_FIRST : Replies.HELLO_FIRST;
        }
        if (transaction.get().content().isPresent()) {
            return Replies.IN_CHUNKS;
        }
        if (transaction.get().recipients() == 0) {
            return Replies.RECIPIENT_FIRST;
        }
        Optional<Reply> refused = session.admit(transaction.get());
        if (refused.isPresent()) {
            return refused.get();
        }
        session.wire().reply(Replies.GO_AHEAD_DATA);
        IncomingContent content = transaction.get().begin(session.newContent(transaction.get(), true));
        session.contentIsComing();
        if (!content.readToDot(session.wire())) {
            session.end();
            session.resetTransaction();
            return Replies.TOO_LARGE;
        }
        return session.finish(transaction.get());
    }
}
