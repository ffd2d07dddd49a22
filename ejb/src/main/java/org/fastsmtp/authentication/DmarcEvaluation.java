package org.fastsmtp.authentication;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.fastsmtp.authentication.Dns.Answer;
import org.fastsmtp.authentication.Verdicts.Dkim;
import org.fastsmtp.authentication.Verdicts.Dmarc;
import org.fastsmtp.authentication.Verdicts.Spf;

/** DMARC for the author domains of one mail (RFC 7489 section 6.6). Asks for the records when made, judges later. */
final class DmarcEvaluation {
    private static final List<String> STRICTNESS = List.of("", "none", "quarantine", "reject");

    private final PublicSuffixes suffixes;
    private final AuthorDomains authors;
    private final List<Policy> policies = new ArrayList<>();

    /** One author domain and the look-ups for it; the second is that of its organisational domain when it is another. */
    private record Policy(
            String domain,
            CompletableFuture<Answer<String>> own,
            Optional<CompletableFuture<Answer<String>>> organisational) {}

    /** A record with the policy that applies, or the end of the search. */
    private record Found(Optional<DmarcRecord> record, boolean below, Optional<Dmarc> end) {}

    DmarcEvaluation(Dns dns, PublicSuffixes suffixes, AuthorDomains authors) {
        this.suffixes = suffixes;
        this.authors = authors;
        for (String domain : authors.domains()) {
            Optional<String> parent = suffixes.organisational(domain).filter(name -> !name.equals(domain));
            policies.add(
                    new Policy(domain, dns.txt("_dmarc." + domain), parent.map(name -> dns.txt("_dmarc." + name))));
        }
    }

    /** Whether a domain has the organisational domain of an author. */
    boolean speaksForAuthor(String domain) {
        return authors.domains().stream().anyMatch(author -> aligned(domain, author, false));
    }

    /**
     * For the domain that fares worst: a From field that names several is only as good as the weakest (section 6.6.1).
     *
     * @param spf of the MAIL FROM identity, or of HELO for the null sender
     * @param which what was checked; without it a miss proves nothing
     */
    Dmarc verdict(Spf spf, List<Dkim> signatures, Checks which, Deadline deadline) {
        if (authors.fault().isPresent()) {
            Result result = authors.absent() ? Result.NONE : Result.PERMERROR;
            return new Dmarc(result, "", "", 100, false, false, authors.fault().get());
        }
        return policies.stream()
                .map(policy -> judge(policy, spf, signatures, which, deadline))
                .max(Comparator.comparingInt(DmarcEvaluation::badness)
                        .thenComparing(dmarc -> STRICTNESS.indexOf(dmarc.policy())))
                .orElseThrow();
    }

    /** The signatures with whether each is aligned under the author's own mode. */
    List<Dkim> marked(List<Dkim> signatures, Deadline deadline) {
        return signatures.stream()
                .map(signature -> signature.withAligned(policies.stream().anyMatch(policy -> {
                    boolean strict = find(policy, deadline)
                            .record()
                            .map(DmarcRecord::strictDkim)
                            .orElse(false);
                    return aligned(signature.domain(), policy.domain(), strict);
                })))
                .toList();
    }

    private static int badness(Dmarc dmarc) {
        return switch (dmarc.result()) {
            case PASS -> 0;
            case NONE -> 1;
            case TEMPERROR -> 2;
            case PERMERROR -> 3;
            default -> 4;
        };
    }

    private Dmarc judge(Policy policy, Spf spf, List<Dkim> signatures, Checks which, Deadline deadline) {
        Found found = find(policy, deadline);
        if (found.end().isPresent()) {
            return found.end().get();
        }
        DmarcRecord record = found.record().orElseThrow();
        String domain = policy.domain();
        boolean spfDomain = aligned(spf.domain(), domain, record.strictSpf());
        List<Dkim> own = signatures.stream()
                .filter(signature -> aligned(signature.domain(), domain, record.strictDkim()))
                .toList();
        boolean bySpf = spfDomain && spf.result() == Result.PASS;
        boolean byDkim = own.stream().anyMatch(signature -> signature.result() == Result.PASS);
        boolean later = spfDomain && spf.result() == Result.TEMPERROR
                || own.stream().anyMatch(signature -> signature.result() == Result.TEMPERROR);
        Result result;
        String reason;
        if (bySpf || byDkim) {
            result = Result.PASS;
            reason = (bySpf && byDkim ? "SPF and DKIM pass" : bySpf ? "SPF passes" : "DKIM passes") + " for " + domain
                    + ".";
        } else if (later) {
            result = Result.TEMPERROR;
            reason = "A check for " + domain + " got no answer.";
        } else if (!which.spf() || !which.dkim()) {
            result = Result.NONE;
            reason = "Neither SPF nor DKIM passes for " + domain + ", but only one of them was checked.";
        } else {
            result = Result.FAIL;
            reason = "Neither SPF nor DKIM passes for " + domain + ".";
        }
        String applies = found.below() ? record.subdomainPolicy() : record.policy();
        return new Dmarc(result, domain, applies, record.percent(), bySpf, byDkim, reason);
    }

    /** Policy discovery (section 6.6.3). */
    private Found find(Policy policy, Deadline deadline) {
        Answer<String> answer = deadline.await(policy.own());
        List<String> records = dmarcRecords(answer);
        boolean below = false;
        if (records.isEmpty()
                && !(answer instanceof Dns.TemporaryFailure)
                && policy.organisational().isPresent()) {
            answer = deadline.await(policy.organisational().get());
            records = dmarcRecords(answer);
            below = true;
        }
        String domain = policy.domain();
        if (answer instanceof Dns.TemporaryFailure<String> failure) {
            return end(
                    Result.TEMPERROR,
                    domain,
                    "No answer about the policy of " + domain + ": " + failure.reason() + ".");
        }
        if (records.isEmpty()) {
            return end(Result.NONE, domain, domain + " publishes no DMARC policy.");
        }
        if (records.size() > 1) {
            return end(Result.NONE, domain, domain + " publishes several DMARC policies, so that none counts.");
        }
        Optional<DmarcRecord> record = DmarcRecord.parse(records.get(0));
        return record.isPresent()
                ? new Found(record, below, Optional.empty())
                : end(Result.PERMERROR, domain, "The DMARC policy of " + domain + " cannot be read.");
    }

    private static Found end(Result result, String domain, String reason) {
        return new Found(
                Optional.empty(), false, Optional.of(new Dmarc(result, domain, "", 100, false, false, reason)));
    }

    private static List<String> dmarcRecords(Answer<String> answer) {
        return answer.records().stream().filter(DmarcRecord::isDmarc).toList();
    }

    /** Section 3.1: the same domain, or in relaxed mode the same organisational domain. */
    private boolean aligned(String domain, String author, boolean strict) {
        if (domain.isEmpty()) {
            return false;
        }
        if (domain.equals(author)) {
            return true;
        }
        Optional<String> organisation = suffixes.organisational(author);
        return !strict && organisation.isPresent() && organisation.equals(suffixes.organisational(domain));
    }
}
