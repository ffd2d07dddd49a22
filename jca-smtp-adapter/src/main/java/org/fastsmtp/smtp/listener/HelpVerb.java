package org.fastsmtp.smtp.listener;

import org.fastsmtp.smtp.Reply;

/** HELP: 250 rather than 214, as the contract has it. */
final class HelpVerb implements Verb {
    private static final Reply HELP =
            new Reply(250, "2.0.0", "HELO EHLO STARTTLS MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT\nSee RFC 5321");

    @Override
    public Reply run(SmtpSession session, String argument) {
        return HELP;
    }
}
