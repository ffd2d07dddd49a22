package org.fastsmtp.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.fastsmtp.authentication.Result;
import org.fastsmtp.authentication.Verdicts;
import org.fastsmtp.domain.RoutedDomain;
import org.fastsmtp.domain.Routing;
import org.fastsmtp.domain.RoutingTable;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.Mail;
import org.fastsmtp.smtp.Reply;

/** What the server says at RCPT, DATA and the final dot, from memory (CONTRACT section 2.2). */
public final class Reception {
    private static final Reply UNKNOWING =
            new Reply(451, "4.3.0", "Recipients cannot be looked up now, try again later");
    private static final Reply SICK =
            new Reply(451, "4.2.1", "The destination of this address does not answer, try again later");

    private final Routing routing;
    private final Admission admission;
    private final SenderCheck senders;
    private final Predicate<String> isShedding;
    private final IntakeMetrics metrics;

    /** @param isShedding says of a webhook URL whether its backlog is so old that no mail is taken for it (finding 25) */
    Reception(
            Routing routing,
            Admission admission,
            SenderCheck senders,
            Predicate<String> isShedding,
            IntakeMetrics metrics) {
        this.routing = Objects.requireNonNull(routing);
        this.admission = Objects.requireNonNull(admission);
        this.senders = Objects.requireNonNull(senders);
        this.isShedding = Objects.requireNonNull(isShedding);
        this.metrics = Objects.requireNonNull(metrics);
    }

    /** Empty: taken. */
    public Optional<Reply> recipient(EmailAddress recipient) {
        Optional<RoutingTable> table = routing.table();
        if (table.isEmpty()) {
            return Optional.of(UNKNOWING);
        }
        Optional<RoutedDomain> domain = table.get().domain(recipient.domain());
        if (domain.isEmpty()) {
            return Optional.of(new Reply(550, "5.1.2", "Domain " + recipient.domain() + " is not configured here"));
        }
        Optional<RoutedDomain.Match> match = domain.get().match(recipient.localPart());
        if (match.isEmpty()) {
            return Optional.of(new Reply(550, "5.1.1", "Recipient " + recipient.localPart() + " not found"));
        }
        return isShedding.test(match.get().route().webhookUrl()) ? Optional.of(SICK) : Optional.empty();
    }

    public Optional<Reply> data() {
        return admission.refusal();
    }

    /**
     * Refuses by the sender's verdicts, only for domains that want it; everybody else's mail is not looked at here. What is refused is
     * counted here, everything else when it is understood.
     */
    public Optional<Reply> content(Mail mail) {
        Set<RoutedDomain> domains = senders.domains(mail);
        if (domains.stream().noneMatch(senders::rejects)) {
            return Optional.empty();
        }
        Verdicts verdicts;
        try {
            verdicts = senders.check(mail, domains);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (RoutedDomain domain : domains) {
            if (senders.rejectsDkimFail(domain) && verdicts.dkimResult().equals(Result.FAIL.word())) {
                metrics.judged(verdicts);
                return Optional.of(new Reply(550, "5.7.20", "DKIM verification failed"));
            }
            if (senders.rejectsSpfFail(domain) && verdicts.spfResult().equals(Result.FAIL.word())) {
                metrics.judged(verdicts);
                return Optional.of(new Reply(550, "5.7.23", "SPF validation failed"));
            }
        }
        return Optional.empty();
    }
}
