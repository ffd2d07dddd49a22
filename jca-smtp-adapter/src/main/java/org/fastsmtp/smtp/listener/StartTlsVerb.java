package org.fastsmtp.smtp.listener;

import java.io.IOException;
import org.fastsmtp.smtp.Reply;

/**
 * STARTTLS (RFC 3207). Commands that came in the clear after it are never run inside the tunnel: whoever put them there may not be the
 * client.
 */
final class StartTlsVerb implements Verb {
    @Override
    public Reply run(SmtpSession session, String argument) throws IOException {
        if (!argument.isEmpty()) {
            return Replies.NO_ARGUMENT;
        }
        if (session.isEncrypted()) {
            return Replies.TLS_ALREADY;
        }
        if (!session.mayStartTls()) {
            return Replies.NO_TLS;
        }
        if (session.wire().hasInput()) {
            session.end();
            return Replies.INJECTED;
        }
        session.resetTransaction();
        session.startTlsAfterReply();
        return Replies.GO_AHEAD_TLS;
    }
}
