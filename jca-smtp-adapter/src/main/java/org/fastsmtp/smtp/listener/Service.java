package org.fastsmtp.smtp.listener;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fastsmtp.smtp.Handover;
import org.fastsmtp.smtp.MailPolicy;
import org.fastsmtp.smtp.limit.ClientLimits;
import org.fastsmtp.smtp.tls.ServerTls;

/**
 * What all sessions of one listener share.
 *
 * @param paused while true no new session and no new mail is taken (421)
 */
record Service(
        SmtpSettings settings,
        MailPolicy policy,
        Handover handover,
        Optional<ServerTls> tls,
        ClientLimits limits,
        Optional<Repeats> repeats,
        Spool spool,
        TimeOrderedIds ids,
        Counters counters,
        Clock clock,
        AtomicBoolean paused) {}
