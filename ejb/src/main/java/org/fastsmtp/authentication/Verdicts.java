package org.fastsmtp.authentication;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the checks found out about the sender of one mail.
 *
 * @param spf of the identity that counts: MAIL FROM, or HELO for the null sender
 * @param spfHelo of the HELO name, always looked at beside it
 * @param dkim one per signature, those judged first; capped in number
 * @param dmarc for the author domain of the From field
 * @param arc the chain of those who passed the mail on; it proves nobody by itself
 * @param senderVerified whether the author domain is proven: DMARC passes, and not only by a signature that leaves octets of the body
 *     unsigned
 * @param explanation one sentence that says why {@code senderVerified} is what it is
 */
public record Verdicts(
        Spf spf, Spf spfHelo, List<Dkim> dkim, Dmarc dmarc, Arc arc, boolean senderVerified, String explanation) {

    /** Nothing was checked. */
    public static final Verdicts UNCHECKED = new Verdicts(
            Spf.unchecked(Spf.Identity.MAILFROM),
            Spf.unchecked(Spf.Identity.HELO),
            List.of(),
            Dmarc.none("", "Not checked."),
            Arc.UNCHECKED,
            false,
            "The sender was not checked.");

    public Verdicts {
        Objects.requireNonNull(spf);
        Objects.requireNonNull(spfHelo);
        dkim = List.copyOf(dkim);
        Objects.requireNonNull(dmarc);
        Objects.requireNonNull(arc);
        Objects.requireNonNull(explanation);
    }

    /**
     * One identity under SPF (RFC 7208).
     *
     * @param domain the domain that was asked; empty when there was none
     * @param explanation one sentence; for {@code fail} that of the domain's owner where it publishes one, printable ASCII only
     */
    public record Spf(Result result, String domain, Identity identity, String explanation) {
        public Spf {
            Objects.requireNonNull(result);
            Objects.requireNonNull(domain);
            Objects.requireNonNull(identity);
            Objects.requireNonNull(explanation);
        }

        static Spf unchecked(Identity identity) {
            return new Spf(Result.NONE, "", identity, "Not checked.");
        }

        /** What the client said that it is. */
        public enum Identity {
            MAILFROM,
            HELO;

            /** {@code mailfrom} or {@code helo}. */
            public String word() {
                return this == MAILFROM ? "mailfrom" : "helo";
            }
        }
    }

    /**
     * One DKIM signature (RFC 6376).
     *
     * @param domain the signer, {@code d=}; empty when the signature cannot be read
     * @param selector {@code s=}; empty when the signature cannot be read
     * @param algorithm {@code a=}; empty when the signature cannot be read
     * @param bits size of the public key; 0 when none was found
     * @param aligned whether the signer is aligned with the author domain under its DMARC policy
     * @param bodyPartlySigned whether {@code l=} leaves octets of the body unsigned
     * @param testing whether the key says that the signer is only trying ({@code t=y}): a failure then counts as no signature
     * @param reason one sentence: why the result is what it is
     */
    public record Dkim(
            Result result,
            String domain,
            String selector,
            String algorithm,
            int bits,
            boolean aligned,
            boolean bodyPartlySigned,
            boolean testing,
            String reason) {
        public Dkim {
            Objects.requireNonNull(result);
            Objects.requireNonNull(domain);
            Objects.requireNonNull(selector);
            Objects.requireNonNull(algorithm);
            Objects.requireNonNull(reason);
        }

        Dkim withAligned(boolean value) {
            return new Dkim(result, domain, selector, algorithm, bits, value, bodyPartlySigned, testing, reason);
        }
    }

    /**
     * The author domain under DMARC (RFC 7489).
     *
     * @param domain the author domain: that of the From field; empty when there is none
     * @param policy what its owner asks for on failure: {@code none}, {@code quarantine} or {@code reject}; empty without a record
     * @param percent the share of failing mail for which the owner asks it (pct)
     * @param spfAligned whether SPF passes for a domain aligned with it
     * @param dkimAligned whether a signature of a domain aligned with it passes
     */
    public record Dmarc(
            Result result,
            String domain,
            String policy,
            int percent,
            boolean spfAligned,
            boolean dkimAligned,
            String reason) {
        public Dmarc {
            Objects.requireNonNull(result);
            Objects.requireNonNull(domain);
            Objects.requireNonNull(policy);
            Objects.requireNonNull(reason);
        }

        static Dmarc none(String domain, String reason) {
            return new Dmarc(Result.NONE, domain, "", 100, false, false, reason);
        }
    }

    /**
     * The chain of ARC sets (RFC 8617).
     *
     * @param result pass, fail, none or temperror
     * @param sets how many passed the mail on with a seal
     * @param domain of the last sealer; empty when it cannot be read
     */
    public record Arc(Result result, int sets, String domain, String reason) {
        static final Arc UNCHECKED = new Arc(Result.NONE, 0, "", "Not checked.");
        static final Arc NONE = new Arc(Result.NONE, 0, "", "The mail has no ARC sets.");

        public Arc {
            Objects.requireNonNull(result);
            Objects.requireNonNull(domain);
            Objects.requireNonNull(reason);
        }
    }

    /** The word of {@code dkim_result}: that of the best signature. */
    public String dkimResult() {
        return best().map(Dkim::result).orElse(Result.NONE).word();
    }

    /** {@code dkim_domain}: the signer of the best signature. */
    public Optional<String> dkimDomain() {
        return best().map(Dkim::domain).filter(domain -> !domain.isEmpty());
    }

    /** The word of {@code spf_result}. */
    public String spfResult() {
        return spf.result().word();
    }

    /** {@code spf_domain}: the domain that was asked. */
    public Optional<String> spfDomain() {
        return Optional.of(spf.domain()).filter(domain -> !domain.isEmpty());
    }

    /** The word of the DMARC result: pass, fail, none, temperror or permerror. */
    public String dmarcResult() {
        return dmarc.result().word();
    }

    public JsonObject toJson() {
        return VerdictsJson.write(this);
    }

    /** The inverse of {@link #toJson()}. */
    public static Verdicts fromJson(JsonObject json) {
        return VerdictsJson.read(json);
    }

    /**
     * The signature that decides: a pass beats all, an aligned one the others; then what may pass later, then what is proven wrong, then what
     * cannot be judged. A failure of a signer who is only trying counts as no signature (RFC 6376 section 3.6.1).
     */
    private Optional<Dkim> best() {
        return dkim.stream()
                .filter(each -> !each.testing() || each.result() == Result.PASS)
                .min(java.util.Comparator.comparingInt(Verdicts::rank)
                        .thenComparing(each -> !each.aligned())
                        .thenComparing(Dkim::bodyPartlySigned));
    }

    private static int rank(Dkim signature) {
        return switch (signature.result()) {
            case PASS -> 0;
            case TEMPERROR -> 1;
            case FAIL -> 2;
            case PERMERROR -> 3;
            default -> 4;
        };
    }
}
