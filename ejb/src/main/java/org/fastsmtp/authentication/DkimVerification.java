package org.fastsmtp.authentication;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.fastsmtp.authentication.Dns.Answer;
import org.fastsmtp.authentication.Verdicts.Dkim;

/**
 * The signatures of one mail (RFC 6376 section 6): made from the header, fed with the body, asked for its verdicts. Asks for the keys at
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
    private final Map<BodyKey, BodyHash> hashes = new LinkedHashMap<>();
    private final Map<BodyKey, BodyHash.Sum> sums = new HashMap<>();
    private final List<BodyCanonicalization> canonicalizations = new ArrayList<>();

    private record BodyKey(boolean relaxed, String hash, OptionalLong length) {}

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
    DkimVerification(Dns dns, DkimPolicy policy, Instant now, MailHeader header, Predicate<String> author) {
        this.policy = policy;
        this.now = now;
        this.header = header;
        for (HeaderField field : header.named(DkimSignature.FIELD)) {
            candidates.add(candidate(field));
        }
        candidates.stream()
                .filter(candidate -> candidate.signature.isPresent())
                .sorted(Comparator.comparing(
                        candidate -> !author.test(candidate.signature.get().domain())))
                .limit(policy.signatures())
                .forEach(candidate -> begin(candidate, dns));
        canonicalize(false);
        canonicalize(true);
    }

    /** Whether the body has to be read. */
    boolean wantsBody() {
        return !canonicalizations.isEmpty();
    }

    void body(byte[] octets, int count) {
        for (BodyCanonicalization canonicalization : canonicalizations) {
            canonicalization.update(octets, count);
        }
    }

    /** After the last octet of the body, once; in the order of the fields. */
    List<Dkim> verdicts(Deadline deadline) {
        canonicalizations.forEach(BodyCanonicalization::end);
        hashes.forEach((key, hash) -> sums.put(key, hash.sum()));
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
        candidate.key = Optional.of(dns.txt(signature.selector() + "._domainkey." + signature.domain()));
        hashes.computeIfAbsent(bodyKey(signature), key -> new BodyHash(key.hash(), key.length()));
    }

    private void canonicalize(boolean relaxed) {
        List<BodyHash> wanted = hashes.entrySet().stream()
                .filter(entry -> entry.getKey().relaxed() == relaxed)
                .map(Map.Entry::getValue)
                .toList();
        if (!wanted.isEmpty()) {
            canonicalizations.add(new BodyCanonicalization(relaxed, wanted));
        }
    }

    private static BodyKey bodyKey(DkimSignature signature) {
        return new BodyKey(signature.relaxedBody(), signature.hash(), signature.length());
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
            key = key(answer.records());
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

    /** The first record that holds a key; what is wrong with the first one if none does. */
    private static DkimKey key(List<String> records) throws DkimSyntaxException {
        Optional<DkimSyntaxException> fault = Optional.empty();
        for (String record : records) {
            try {
                return DkimKey.parse(record);
            } catch (DkimSyntaxException e) {
                fault = fault.or(() -> Optional.of(e));
            }
        }
        throw fault.orElseThrow();
    }

    private Dkim verify(DkimSignature signature, DkimKey key) {
        BodyHash.Sum sum = sums.get(bodyKey(signature));
        if (sum.tooShort() || !MessageDigest.isEqual(sum.octets(), signature.bodyHash())) {
            return verdict(signature, Result.FAIL, Optional.of(key), "The body is not the one that was signed.");
        }
        boolean genuine;
        try {
            genuine = signs(signature, key);
        } catch (GeneralSecurityException e) {
            genuine = false; // e.g. a signature of another length than the key's
        }
        if (!genuine) {
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

    private boolean signs(DkimSignature signature, DkimKey key) throws GeneralSecurityException {
        if (key.type().equals("ed25519")) {
            MessageDigest digest = BodyHash.digest(signature.hash());
            signed(signature).forEach(digest::update);
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key.key());
            verifier.update(digest.digest()); // RFC 8463 section 3: the hash is what is signed
            return verifier.verify(signature.signature());
        }
        Signature verifier = Signature.getInstance(signature.hash().equals("sha1") ? "SHA1withRSA" : "SHA256withRSA");
        verifier.initVerify(key.key());
        for (byte[] octets : signed(signature)) {
            verifier.update(octets);
        }
        return verifier.verify(signature.signature());
    }

    /**
     * RFC 6376 section 5.4.2: each name in {@code h=} takes the lowest field of that name not yet taken, or nothing, which is how a signer
     * forbids a further one.
     */
    private List<byte[]> signed(DkimSignature signature) {
        Map<String, List<HeaderField>> left = new HashMap<>();
        for (HeaderField field : header.fields()) {
            if (field != signature.field()) {
                left.computeIfAbsent(field.name(), name -> new ArrayList<>()).add(field);
            }
        }
        List<byte[]> octets = new ArrayList<>();
        byte[] lineEnd = {'\r', '\n'};
        for (String name : signature.headers()) {
            List<HeaderField> same = left.getOrDefault(name, List.of());
            if (!same.isEmpty()) {
                octets.add(same.remove(same.size() - 1).canonical(signature.relaxedHeader()));
                octets.add(lineEnd);
            }
        }
        octets.add(signature.unsigned());
        return octets;
    }

    private Dkim verdict(DkimSignature signature, Result result, Optional<DkimKey> key, String reason) {
        return new Dkim(
                result,
                signature.domain(),
                signature.selector(),
                signature.algorithm(),
                key.map(DkimKey::bits).orElse(0),
                false,
                Optional.ofNullable(sums.get(bodyKey(signature)))
                        .map(BodyHash.Sum::partly)
                        .orElse(false),
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
