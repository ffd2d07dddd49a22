package org.fastsmtp.smtp.listener;

import java.util.ArrayList;
import java.util.List;
import org.fastsmtp.smtp.Reply;

/** HELO and EHLO (RFC 5321 section 4.1.1.1). Any name without blanks and controls is taken: refusing bad names refuses real mail. */
final class HelloVerb implements Verb {
    private final boolean extended;

    HelloVerb(boolean extended) {
        this.extended = extended;
    }

    @Override
    public Reply run(SmtpSession session, String argument) {
        boolean plain = argument.chars().noneMatch(c -> c <= ' ' || c == 127);
        if (argument.isEmpty() || argument.length() > 255 || !plain) {
            return Replies.ARGUMENT;
        }
        session.hello(argument, extended);
        return extended
                ? new Reply(250, "", extensions(session))
                : new Reply(250, "", session.settings().hostname());
    }

    private static String extensions(SmtpSession session) {
        SmtpSettings.Content content = session.settings().content();
        List<String> lines = new ArrayList<>();
        lines.add(session.settings().hostname());
        lines.add("SIZE " + content.maxSize());
        lines.add("8BITMIME");
        lines.add("SMTPUTF8");
        lines.add("PIPELINING");
        lines.add("CHUNKING");
        lines.add("ENHANCEDSTATUSCODES");
        lines.add("LIMITS RCPTMAX=" + content.maxRecipients());
        if (session.mayStartTls()) {
            lines.add("STARTTLS");
        }
        lines.add("HELP");
        return String.join("\n", lines);
    }
}
