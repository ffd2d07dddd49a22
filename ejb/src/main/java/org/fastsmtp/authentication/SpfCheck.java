package org.fastsmtp.authentication;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import org.fastsmtp.authentication.Verdicts.Spf;
import org.fastsmtp.smtp.ReversePath;

/** Both identities of one mail under SPF: what MAIL FROM and what HELO said. */
final class SpfCheck {
    private static final int LONGEST_EXPLANATION = 400;

    private final Dns dns;
    private final Deadline deadline;
    private final InetAddress client;
    private final String helo;
    private final ReversePath sender;
    private final Instant now;

    SpfCheck(Dns dns, Deadline deadline, InetAddress client, String helo, ReversePath sender, Instant now) {
        this.dns = dns;
        this.deadline = deadline;
        this.client = client;
        this.helo = helo;
        this.sender = sender;
        this.now = now;
    }

    /** So that the first answers come while the body is read. */
    void askAhead() {
        Names.domain(helo).ifPresent(dns::txt);
        Names.domain(sender.domain()).ifPresent(dns::txt);
    }

    Spf ofHelo() {
        return verdict(Spf.Identity.HELO, "", helo);
    }

    /** The null sender has no domain: there HELO is the sender (RFC 7208 section 2.4). */
    Spf ofSender(Spf ofHelo) {
        if (sender.isNull()) {
            return ofHelo;
        }
        int at = sender.text().lastIndexOf('@');
        return verdict(
                Spf.Identity.MAILFROM, at < 0 ? sender.text() : sender.text().substring(0, at), sender.domain());
    }

    private Spf verdict(Spf.Identity identity, String localPart, String name) {
        Optional<String> domain = Names.domain(name);
        if (domain.isEmpty()) {
            String what = identity == Spf.Identity.HELO ? "The HELO name" : "The sender";
            return new Spf(Result.NONE, "", identity, what + " is not a domain name.");
        }
        SpfEvaluation.Outcome outcome =
                new SpfEvaluation(dns, deadline, client, helo, localPart, domain.get(), now).run();
        String text = outcome.text().map(SpfCheck::printable).orElseGet(() -> usual(outcome.result(), domain.get()));
        return new Spf(outcome.result(), domain.get(), identity, text);
    }

    private String usual(Result result, String domain) {
        String address = AddressText.of(client);
        return switch (result) {
            case PASS -> domain + " permits " + address + " to send.";
            case FAIL -> domain + " does not permit " + address + " to send.";
            case SOFTFAIL -> domain + " thinks that " + address + " should not send.";
            case NEUTRAL -> domain + " says nothing about " + address + ".";
            default -> domain + " could not be checked.";
        };
    }

    /** Others' text: nothing of it may end a line of a reply or a log. */
    private static String printable(String text) {
        String cut = text.length() > LONGEST_EXPLANATION ? text.substring(0, LONGEST_EXPLANATION) : text;
        return cut.replaceAll("[^ -~]", "?");
    }
}
