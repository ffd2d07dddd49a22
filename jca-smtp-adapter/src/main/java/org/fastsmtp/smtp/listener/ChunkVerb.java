package org.fastsmtp.smtp.listener;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.fastsmtp.smtp.Reply;

/**
 * BDAT (RFC 3030 section 2). The octets of a chunk follow the command whatever the answer is, so a refused chunk is read and thrown away; a
 * refusal ends the transaction. A chunk that the client does not finish makes no mail, since only LAST does.
 */
final class ChunkVerb implements Verb {
    @Override
    public Reply run(SmtpSession session, String argument) throws IOException {
        String[] words = argument.split("[ \t]+");
        boolean last = words.length == 2 && words[1].toUpperCase(Locale.ROOT).equals("LAST");
        boolean number = !words[0].isEmpty() && words[0].chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number || words.length > 2 || words.length == 2 && !last) {
            session.end(); // where the next command starts is anybody's guess
            return Replies.ARGUMENT;
        }
        // Far from the end of the numbers: positions are added to it.
        long size = words[0].length() > 17 ? Long.MAX_VALUE / 4 : Long.parseLong(words[0]);
        Optional<Reply> refused = refusal(session);
        if (refused.isPresent()) {
            return discard(session, size, refused.get());
        }
        Transaction transaction = session.transaction().orElseThrow();
        IncomingContent content =
                transaction.content().orElseGet(() -> transaction.begin(session.newContent(transaction, false)));
        session.contentIsComing();
        if (!content.readChunk(session.wire(), size)) {
            session.end();
            session.resetTransaction();
            return Replies.TOO_LARGE;
        }
        if (content.octets() > session.settings().content().maxSize()) {
            session.resetTransaction();
            return Replies.TOO_LARGE;
        }
        if (!last) {
            return new Reply(250, "2.0.0", size + " octets received");
        }
        content.endOfChunks();
        return session.finish(transaction);
    }

    private static Optional<Reply> refusal(SmtpSession session) {
        Optional<Transaction> transaction = session.transaction();
        if (transaction.isEmpty()) {
            return Optional.of(session.hasSaidHello() ? Replies.MAIL_FIRST : Replies.HELLO_FIRST);
        }
        if (transaction.get().recipients() == 0) {
            return Optional.of(Replies.RECIPIENT_FIRST);
        }
        return transaction.get().content().isPresent() ? Optional.empty() : session.admit(transaction.get());
    }

    private static Reply discard(SmtpSession session, long size, Reply reply) throws IOException {
        session.resetTransaction();
        if (size > IncomingContent.mostDrained(session.settings().content())) {
            session.end();
            return reply;
        }
        session.contentIsComing();
        Wire wire = session.wire();
        long left = size;
        while (left > 0) {
            if (!wire.hasInput()) {
                wire.fill();
            }
            int end = (int) Math.min(wire.limit(), wire.position() + left);
            left -= end - wire.position();
            wire.consume(end);
        }
        return reply;
    }
}
