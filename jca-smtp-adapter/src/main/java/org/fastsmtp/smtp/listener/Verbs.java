package org.fastsmtp.smtp.listener;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table of verbs: what each does, and which are allowed while TLS is still wanted (RFC 3207 section 4). */
final class Verbs {
    private static final Set<String> BEFORE_TLS = Set.of("EHLO", "STARTTLS", "NOOP", "QUIT");

    private final Map<String, Verb> table = new HashMap<>();

    Verbs() {
        table.put("HELO", new HelloVerb(false));
        table.put("EHLO", new HelloVerb(true));
        table.put("STARTTLS", new StartTlsVerb());
        table.put("MAIL", new MailVerb());
        table.put("RCPT", new RecipientVerb());
        table.put("DATA", new DataVerb());
        table.put("BDAT", new ChunkVerb());
        table.put("RSET", (session, argument) -> {
            if (!argument.isEmpty()) {
                return Replies.NO_ARGUMENT;
            }
            session.resetTransaction();
            return Replies.OK;
        });
        table.put("NOOP", (session, argument) -> Replies.OK);
        table.put("QUIT", (session, argument) -> argument.isEmpty() ? Replies.BYE : Replies.NO_ARGUMENT);
        table.put("VRFY", (session, argument) -> argument.isEmpty() ? Replies.ARGUMENT : Replies.CANNOT_VERIFY);
        table.put("EXPN", (session, argument) -> Replies.NOT_IMPLEMENTED);
        table.put("HELP", new HelpVerb());
        table.put("AUTH", (session, argument) -> session.isEncrypted() ? Replies.AUTH_REFUSED : Replies.AUTH_IN_CLEAR);
    }

    Optional<Verb> find(String name) {
        return Optional.ofNullable(table.get(name.toUpperCase(Locale.ROOT)));
    }

    boolean isAllowedBeforeTls(String name) {
        return BEFORE_TLS.contains(name.toUpperCase(Locale.ROOT));
    }
}
