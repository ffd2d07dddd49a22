package org.fastsmtp.authentication;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.fastsmtp.authentication.Dns.Answer;
import org.fastsmtp.authentication.Verdicts.Dkim;

/**
 * The signatures of one mail (RFC 6376 section 6): made from the header, asked for its verdicts when the body has been hashed. Asks for the keys at
 * once, so that they come while the body is read. Of many signatures only some are verified, those that can speak for the author first;
 * the others cost nothing but their parsing.
 */
final class DkimVerification {
    /** So many verdicts are told apart; more would only fill the payload. */
    private static final int REPORTED = 32;

    private final DkimPolicy policy;
    private final Instant now;
    private final MailHeader header;
    private final List<Candidate> candidates = new ArrayList<>();
    private final BodyHashes bodies;

    /** A signature, or why there is none; {@code key} is under way when it is to be verified. */
    private static final class Candidate {
        private final Optional<DkimSignature> signature;
        private final Dkim unusable;
        private Optional<CompletableFuture<Answer<String>>> key = Optional.empty();

        Candidate(Optional<DkimSignature> signature, Dkim unusable) {
            this.signature = signature;
            this.unusable = unusable;
        }
    }

    /** @param author whether a signing domain may speak for the author */
    DkimVerification(
            Dns dns, DkimPolicy policy, Instant now, MailHeader header, BodyHashes bodies, Predicate<String> author) {
        this.policy = policy;
        this.now = now;
        this.header = header;
        this.bodies = bodies;
        for (HeaderField field : header.named(DkimSignature.FIELD)) {
            candidates.add(candidate(field));
        }
        candidates.stream()
                .filter(candidate -> candidate.signature.isPresent())
                .sorted(Comparator.comparing(
                        candidate -> !author.test(candidate.signature.get().domain())))
                .limit(policy.signatures())
                .forEach(candidate -> begin(candidate, dns));
    }

    /** When the body hashes have ended; in the order of the fields. */
    List<Dkim> verdicts(Deadline deadline) {
        List<Dkim> verdicts = new ArrayList<>();
        int unreported = 0;
        for (Candidate candidate : candidates) {
            if (candidate.key.isPresent()) {
                verdicts.add(verify(candidate.signature.get(), deadline.await(candidate.key.get())));
            } else if (verdicts.size() < REPORTED) {
                verdicts.add(candidate.unusable);
            } else {
                unreported++;
            }
        }
        if (unreported > 0) {
            verdicts.add(unusable(Optional.empty(), unreported + " further signatures were ignored: too many."));
        }
        return verdicts;
    }

    private Candidate candidate(HeaderField field) {
        Optional<TagList> tags = Optional.empty();
        try {
            tags = Optional.of(TagList.parse(field.value()));
            DkimSignature signature = DkimSignature.parse(field, tags.get());
            if (signature.hash().equals("sha1") && !policy.sha1()) {
                throw new DkimSyntaxException("SHA-1 proves nothing (RFC 8301)");
            }
            if (signature.expires().isPresent() && signature.expires().get().isBefore(now)) {
                throw new DkimSyntaxException("it has expired");
            }
            return new Candidate(Optional.of(signature), unusable(tags, "Ignored: the mail has too many signatures."));
        } catch (DkimSyntaxException e) {
            return new Candidate(
                    Optional.empty(), unusable(tags, "The signature cannot be used: " + e.getMessage() + "."));
        }
    }

    private void begin(Candidate candidate, Dns dns) {
        DkimSignature signature = candidate.signature.get();
        candidate.key = Optional.of(dns.txt(signature.keyName()));
        bodies.want(signature.bodyForm());
    }

    private Dkim verify(DkimSignature signature, Answer<String> answer) {
        if (answer instanceof Dns.TemporaryFailure<String> failure) {
            return verdict(
                    signature,
                    Result.TEMPERROR,
                    Optional.empty(),
                    "No answer about the key: " + failure.reason() + ".");
        }
        if (answer.records().isEmpty()) {
            return verdict(signature, Result.PERMERROR, Optional.empty(), "There is no key for the signature.");
        }
        DkimKey key;
        try {
            key = DkimKey.first(answer.records());
        } catch (DkimSyntaxException e) {
            return verdict(
                    signature, Result.PERMERROR, Optional.empty(), "There is no usable key: " + e.getMessage() + ".");
        }
        Optional<String> unfit = key.type().equals("rsa") && key.bits() < policy.bits()
                ? Optional.of("an RSA key below " + policy.bits() + " bits proves nothing (RFC 8301)")
                : key.unfitFor(signature);
        if (unfit.isPresent()) {
            return verdict(
                    signature, Result.PERMERROR, Optional.of(key), "There is no usable key: " + unfit.get() + ".");
        }
        return verify(signature, key);
    }

    private Dkim verify(DkimSignature signature, DkimKey key) {
        BodyHash.Sum sum = bodies.sum(signature.bodyForm());
        if (sum.tooShort() || !MessageDigest.isEqual(sum.octets(), signature.bodyHash())) {
            return verdict(signature, Result.FAIL, Optional.of(key), "The body is not the one that was signed.");
        }
        if (!key.verifies(signature.hash(), signature.signed(header), signature.signature())) {
            return verdict(signature, Result.FAIL, Optional.of(key), "The header is not the one that was signed.");
        }
        return verdict(
                signature,
                Result.PASS,
                Optional.of(key),
                sum.partly()
                        ? "The signature is genuine, but the body goes on after what it covers."
                        : "The signature is genuine.");
    }

    private Dkim verdict(DkimSignature signature, Result result, Optional<DkimKey> key, String reason) {
        return new Dkim(
                result,
                signature.domain(),
                signature.selector(),
                signature.algorithm(),
                key.map(DkimKey::bits).orElse(0),
                false,
                bodies.sum(signature.bodyForm()).partly(),
                key.map(DkimKey::testing).orElse(false),
                reason);
    }

    private static Dkim unusable(Optional<TagList> tags, String reason) {
        return new Dkim(
                Result.PERMERROR,
                tags.flatMap(list -> list.get("d")).flatMap(Names::domain).orElse(""),
                tags.flatMap(list -> list.get("s"))
                        .flatMap(DkimVerification::plain)
                        .orElse(""),
                tags.flatMap(list -> list.get("a"))
                        .flatMap(DkimVerification::plain)
                        .orElse(""),
                0,
                false,
                false,
                false,
                reason);
    }

    /** For a mail whose signatures cannot even be found. */
    static Dkim unreadable(String reason) {
        return unusable(Optional.empty(), reason);
    }

    /** What may be shown of a tag that nobody checked. */
    private static Optional<String> plain(String text) {
        boolean harmless = text.length() <= 63
                && text.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "-._".indexOf(c) >= 0));
        return harmless ? Optional.of(text) : Optional.empty();
    }
}
