package org.fastsmtp.smtp.listener;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.Envelope;
import org.fastsmtp.smtp.LogFields;
import org.fastsmtp.smtp.Mail;
import org.fastsmtp.smtp.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when the last octet of a mail has come. Until {@code Handover.take} has said yes, the mail is the client's, and every way out of
 * here but one says so.
 */
final class FinalDot {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.smtp");

    private final Service service;
    private final SmtpSession session;

    FinalDot(Service service, SmtpSession session) {
        this.service = service;
        this.session = session;
    }

    /** Decides about the mail of a transaction, hands it over, and counts and logs what became of it. */
    Reply decide(Transaction transaction) {
        IncomingContent incoming = transaction.content().orElseThrow();
        session.client().octets(incoming.octets());
        UUID id = service.ids().next();
        Optional<Reply> fault = incoming.fault();
        Reply reply = fault.isPresent() ? fault.get() : offer(mail(id, transaction, incoming));
        if (reply.equals(Replies.LOOP)) {
            service.counters().loops.increment();
        }
        service.counters().mail(reply, incoming.octets());
        line(
                id,
                () -> LOG.info(
                        "mail={} session={} client={} recipients={} size={} reply={} {}",
                        id,
                        session.id(),
                        session.client().network(),
                        transaction.recipients(),
                        incoming.octets(),
                        reply.code(),
                        reply.enhanced()));
        return reply;
    }

    private void line(UUID mail, Runnable line) {
        LogFields.session(session.id(), () -> LogFields.mail(mail, line));
    }

    private Mail mail(UUID id, Transaction transaction, IncomingContent incoming) {
        Instant now = service.clock().instant();
        Envelope envelope = transaction.envelope();
        byte[] received = ReceivedField.of(
                session.origin(),
                session.isExtended(),
                envelope.utf8(),
                service.settings().hostname(),
                envelope.recipients(),
                id,
                now);
        // A mail with a Message-ID can be told from its like.
        Optional<String> fingerprint = incoming.store()
                .header()
                .flatMap(Header::messageId)
                .flatMap(named -> incoming.digest())
                .map(digest -> fingerprint(envelope, digest));
        return new Mail(id, now, session.origin(), envelope, incoming.store().content(received), fingerprint);
    }

    /** A mail that can be told from its like is looked up among those whose 250 may have been lost. */
    private Reply offer(Mail mail) {
        if (mail.fingerprint().isEmpty() || service.repeats().isEmpty()) {
            return take(mail);
        }
        Repeats repeats = service.repeats().get();
        Repeats.Claim claim = repeats.claim(mail.fingerprint().get(), mail.id());
        return switch (claim.kind()) {
            case FIRST -> {
                boolean committed = false;
                try {
                    Reply reply = take(mail);
                    committed = reply.isPositive();
                    yield reply;
                } finally {
                    repeats.decided(claim, committed);
                    if (committed) {
                        session.acknowledging(claim);
                    }
                }
            }
            case REPEAT -> {
                service.counters().repeated.increment();
                UUID first = claim.entry().id();
                line(mail.id(), () -> LOG.info("mail={} is a repeat of mail={}", mail.id(), first));
                session.tell(policy -> policy.repeated(mail, first));
                session.acknowledging(claim);
                yield accepted(first);
            }
            case UNDECIDED -> Replies.TEMPORARY;
        };
    }

    private Reply take(Mail mail) {
        Optional<Reply> refused = session.judge(policy -> policy.content(mail));
        if (refused.isPresent()) {
            return refused.get();
        }
        return session.handOver(service.handover(), mail) ? accepted(mail.id()) : Replies.TEMPORARY;
    }

    private static Reply accepted(UUID id) {
        return new Reply(250, "2.6.0", "Message accepted for delivery " + id);
    }

    /** Envelope and content as received; the digest already holds the content. */
    private static String fingerprint(Envelope envelope, MessageDigest digest) {
        digest.update((byte) 0);
        digest.update(envelope.reversePath().text().getBytes(StandardCharsets.UTF_8));
        for (EmailAddress recipient : envelope.recipients()) {
            digest.update((byte) 0);
            digest.update(recipient.text().getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
