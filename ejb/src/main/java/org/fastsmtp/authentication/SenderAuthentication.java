package org.fastsmtp.authentication;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.fastsmtp.authentication.Verdicts.Arc;
import org.fastsmtp.authentication.Verdicts.Dkim;
import org.fastsmtp.authentication.Verdicts.Dmarc;
import org.fastsmtp.authentication.Verdicts.Spf;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import org.fastsmtp.smtp.Content;
import org.fastsmtp.smtp.ReversePath;

/**
 * Judges who sent a mail. Blocks its caller for DNS, never longer than the budget: for consumers, and for the final dot of domains that
 * refuse mail by its verdict; never for a thread that accepts connections (finding 17). Safe for any number of threads.
 */
public final class SenderAuthentication {
    /** A longer header section proves nothing but patience. */
    private static final int LONGEST_HEADER = 1 << 20;

    private static final int CHUNK = 32 << 10;

    private final Dns dns;
    private final PublicSuffixes suffixes;
    private final Clock clock;
    private final Options options;

    /**
     * @param budget for all look-ups of one mail; what is not answered by then is {@code temperror}
     * @param signatures how many DKIM signatures of one mail are verified
     */
    public record Options(Duration budget, int signatures) {
        public static final Options DEFAULT = new Options(Duration.ofSeconds(20), 8);
    }

    public SenderAuthentication(Dns dns, PublicSuffixes suffixes, Clock clock, Options options) {
        this.dns = Objects.requireNonNull(dns);
        this.suffixes = Objects.requireNonNull(suffixes);
        this.clock = Objects.requireNonNull(clock);
        this.options = Objects.requireNonNull(options);
    }

    /** With the budget and the public suffix list of the settings. */
    public static SenderAuthentication of(Settings settings, Dns dns, Clock clock) {
        Duration budget = Duration.ofSeconds(settings.get(Setting.SENDER_AUTHENTICATION_TIMEOUT));
        return new SenderAuthentication(
                dns,
                settings.get(Setting.PUBLIC_SUFFIX_LIST).map(PublicSuffixes::of).orElseGet(PublicSuffixes::shipped),
                clock,
                new Options(budget, Options.DEFAULT.signatures()));
    }

    /**
     * Reads the content once, as a stream: memory does not depend on the size of the body.
     *
     * @param client the real client address
     * @param helo the name given with HELO or EHLO; empty if none
     * @throws IOException when the content cannot be read
     */
    public Verdicts check(InetAddress client, String helo, ReversePath sender, Content content, Checks which)
            throws IOException {
        if (which.isEmpty()) {
            return Verdicts.UNCHECKED;
        }
        Deadline deadline = new Deadline(options.budget());
        Instant now = clock.instant();
        try (InputStream in = content.open()) {
            MailHeader header = MailHeader.read(in, LONGEST_HEADER);
            DmarcEvaluation dmarc = new DmarcEvaluation(dns, suffixes, AuthorDomains.of(header));
            SpfCheck spf = new SpfCheck(dns, deadline, client, helo, sender, now);
            if (which.spf()) {
                spf.askAhead();
            }
            Signed signed =
                    which.dkim() ? signed(header, in, dmarc, deadline, now) : new Signed(List.of(), Arc.UNCHECKED);
            Spf ofHelo = which.spf() ? spf.ofHelo() : Spf.unchecked(Spf.Identity.HELO);
            Spf ofSender = which.spf() ? spf.ofSender(ofHelo) : Spf.unchecked(Spf.Identity.MAILFROM);
            List<Dkim> signatures = dmarc.marked(signed.dkim(), deadline);
            return summary(
                    ofSender, ofHelo, signatures, dmarc.verdict(ofSender, signatures, which, deadline), signed.arc());
        }
    }

    /** What is signed over the body, from one pass over it. */
    private record Signed(List<Dkim> dkim, Arc arc) {}

    private Signed signed(MailHeader header, InputStream in, DmarcEvaluation dmarc, Deadline deadline, Instant now)
            throws IOException {
        if (!header.complete()) {
            String reason = "The header section is too long.";
            return new Signed(List.of(DkimVerification.unreadable(reason)), new Arc(Result.FAIL, 0, "", reason));
        }
        DkimPolicy policy = DkimPolicy.rfc8301(options.signatures());
        BodyHashes bodies = new BodyHashes();
        DkimVerification dkim = new DkimVerification(dns, policy, now, header, bodies, dmarc::speaksForAuthor);
        ArcVerification arc = new ArcVerification(dns, policy, header, bodies);
        if (!bodies.isEmpty()) {
            bodies.update(header.rest(), header.rest().length);
            byte[] chunk = new byte[CHUNK];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                bodies.update(chunk, count);
            }
            bodies.end();
        }
        return new Signed(dkim.verdicts(deadline), arc.verdict(deadline));
    }

    private static Verdicts summary(Spf spf, Spf helo, List<Dkim> signatures, Dmarc dmarc, Arc arc) {
        boolean whole = dmarc.spfAligned()
                || signatures.stream()
                        .anyMatch(each -> each.aligned() && each.result() == Result.PASS && !each.bodyPartlySigned());
        boolean verified = dmarc.result() == Result.PASS && whole;
        String explanation = dmarc.reason();
        if (verified) {
            explanation = dmarc.domain() + " is proven to be the author's domain. " + explanation;
        } else if (dmarc.result() == Result.PASS) {
            explanation = "The only proof is a signature that leaves a part of the body unsigned.";
        }
        return new Verdicts(spf, helo, signatures, dmarc, arc, verified, explanation);
    }
}
