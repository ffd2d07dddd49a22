package org.fastsmtp.smtp.listener;

import java.util.Locale;
import java.util.Optional;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.InvalidAddressException;
import org.fastsmtp.smtp.Reply;
import org.fastsmtp.smtp.ReversePath;
import org.fastsmtp.smtp.limit.ClientLimits.Verdict;

/** MAIL (RFC 5321 section 4.1.1.2) with SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8 (RFC 6531); AUTH (RFC 4954) is read over. */
final class MailVerb implements Verb {
    @Override
    public Reply run(SmtpSession session, String argument) {
        if (session.isPaused()) {
            return Replies.SHUTTING_DOWN;
        }
        if (!session.hasSaidHello()) {
            return Replies.HELLO_FIRST;
        }
        if (session.transaction().isPresent()) {
            return Replies.NESTED_MAIL;
        }
        Optional<Parameters> parsed = Parameters.parse(argument, "FROM:");
        if (parsed.isEmpty()) {
            return Replies.SENDER_SYNTAX;
        }
        long size = 0;
        boolean eightBit = false;
        boolean utf8 = false;
        for (Parameters.Parameter parameter : parsed.get().parameters()) {
            String value = parameter.value();
            switch (parameter.name()) {
                case "SIZE" -> {
                    if (value.isEmpty() || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                        return Replies.ARGUMENT;
                    }
                    size = magnitude(value);
                }
                case "BODY" -> {
                    String body = value.toUpperCase(Locale.ROOT);
                    if (!body.equals("7BIT") && !body.equals("8BITMIME")) {
                        return Replies.ARGUMENT;
                    }
                    eightBit = body.equals("8BITMIME");
                }
                case "SMTPUTF8" -> {
                    if (!value.isEmpty()) {
                        return Replies.ARGUMENT;
                    }
                    utf8 = true;
                }
                case "AUTH" -> {
                    // CONTRACT section 2.3: accepted in every form, without effect.
                }
                default -> {
                    return Replies.PARAMETER;
                }
            }
        }
        if (size > session.settings().content().maxSize()) {
            return Replies.TOO_LARGE;
        }
        Optional<ReversePath> sender = sender(parsed.get().path());
        if (sender.isEmpty()) {
            return Replies.SENDER_SYNTAX;
        }
        if (session.client().mayMail(sender.get().domain()) != Verdict.ALLOWED) {
            session.counters().limitedMails.increment();
            return Replies.SLOW_DOWN;
        }
        session.begin(new Transaction(sender.get(), eightBit, utf8, size));
        return Replies.SENDER_OK;
    }

    /** Digits of any number; what no long holds is larger than any limit. */
    private static long magnitude(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > 18 ? Long.MAX_VALUE : Long.parseLong(significant);
    }

    /** The null sender, a mailbox, or nothing. Senders with {@code _} in their domain exist; they are let through, as everywhere. */
    private static Optional<ReversePath> sender(String path) {
        if (path.isEmpty()) {
            return Optional.of(ReversePath.NULL);
        }
        int domain = path.lastIndexOf('@') + 1;
        try {
            EmailAddress lenient = EmailAddress.parse(
                    path.substring(0, domain) + path.substring(domain).replace('_', 'u'));
            // As typed, without its source route.
            return Optional.of(new ReversePath(
                    path.substring(path.length() - lenient.text().length())));
        } catch (InvalidAddressException e) {
            return Optional.empty();
        }
    }
}
