package org.fastsmtp.authentication;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.fastsmtp.authentication.Dns.Answer;
import org.fastsmtp.authentication.Verdicts.Arc;

/**
 * The chain of those who passed a mail on (RFC 8617 section 5.2): whether it is whole, not whether its members are to be trusted. Made from
 * the header, asked when the body has been hashed.
 */
final class ArcVerification {
    private static final String RESULTS = "arc-authentication-results";
    private static final String MESSAGE_SIGNATURE = "arc-message-signature";
    /** The RFC allows 50; a longer chain than this is no mail that anybody forwarded. */
    private static final int MOST_SETS = 20;

    private static final int MOST_INSTANCES = 50;

    private final MailHeader header;
    private final BodyHashes bodies;
    private final DkimPolicy policy;
    private final List<Link> links = new ArrayList<>();
    private Optional<DkimSignature> message = Optional.empty();
    private Optional<CompletableFuture<Answer<String>>> messageKey = Optional.empty();
    private Optional<String> fault = Optional.empty();

    /** One ARC set, with its seal's key under way. */
    private record Link(
            HeaderField results, HeaderField messageSignature, ArcSeal seal, CompletableFuture<Answer<String>> key) {}

    /** How a proof went wrong. */
    private static final class Broken extends Exception {
        private final Result result;

        Broken(Result result, String message) {
            super(message);
            this.result = result;
        }
    }

    ArcVerification(Dns dns, DkimPolicy policy, MailHeader header, BodyHashes bodies) {
        this.header = header;
        this.bodies = bodies;
        this.policy = policy;
        try {
            begin(dns);
        } catch (DkimSyntaxException e) {
            fault = Optional.of("The chain is broken: " + e.getMessage() + ".");
        }
    }

    Arc verdict(Deadline deadline) {
        if (fault.isPresent()) {
            return new Arc(Result.FAIL, links.size(), "", fault.get());
        }
        if (links.isEmpty()) {
            return Arc.NONE;
        }
        String last = links.get(links.size() - 1).seal().domain();
        try {
            provenMessage(deadline);
            for (int i = links.size(); i > 0; i--) {
                provenSeal(i, deadline);
            }
        } catch (Broken e) {
            return new Arc(e.result, links.size(), last, e.getMessage());
        }
        return new Arc(Result.PASS, links.size(), last, "The chain of " + links.size() + " is whole.");
    }

    private void begin(Dns dns) throws DkimSyntaxException {
        Map<Integer, HeaderField> results = byInstance(RESULTS);
        Map<Integer, HeaderField> messages = byInstance(MESSAGE_SIGNATURE);
        Map<Integer, HeaderField> seals = byInstance(ArcSeal.FIELD);
        int count = seals.size();
        if (!seals.keySet().equals(results.keySet()) || !seals.keySet().equals(messages.keySet())) {
            throw new DkimSyntaxException("its sets are not complete");
        }
        if (count > MOST_SETS) {
            throw new DkimSyntaxException("it is too long");
        }
        List<ArcSeal> parsed = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            HeaderField field = seals.get(i);
            if (field == null) {
                throw new DkimSyntaxException("a set is missing");
            }
            ArcSeal seal = ArcSeal.parse(field, TagList.parse(field.value()));
            if (!seal.chain().equals(i == 1 ? "none" : "pass")) {
                throw new DkimSyntaxException("a sealer found it broken, or says what it cannot know");
            }
            parsed.add(seal);
        }
        if (count == 0) {
            return;
        }
        message = Optional.of(messageSignature(messages.get(count)));
        bodies.want(message.get().bodyForm());
        messageKey = Optional.of(dns.txt(message.get().keyName()));
        for (int i = 1; i <= count; i++) {
            ArcSeal seal = parsed.get(i - 1);
            links.add(new Link(results.get(i), messages.get(i), seal, dns.txt(seal.keyName())));
        }
    }

    private static DkimSignature messageSignature(HeaderField field) throws DkimSyntaxException {
        DkimSignature signature = DkimSignature.parseArc(field, TagList.parse(field.value()));
        if (!signature.hash().equals("sha256")) {
            throw new DkimSyntaxException("its signature is made with SHA-1");
        }
        if (signature.headers().contains(ArcSeal.FIELD)) {
            throw new DkimSyntaxException("its signature is over a seal");
        }
        return signature;
    }

    private Map<Integer, HeaderField> byInstance(String name) throws DkimSyntaxException {
        Map<Integer, HeaderField> fields = new TreeMap<>();
        for (HeaderField field : header.named(name)) {
            String value = field.value();
            if (name.equals(RESULTS)) {
                // Only the instance is ours to read; it stands first.
                value = value.substring(0, Math.max(0, value.indexOf(';')));
            }
            TagList tags = TagList.parse(value);
            if (fields.put(instance(tags.required("i")), field) != null) {
                throw new DkimSyntaxException("a field appears twice in one set");
            }
        }
        return fields;
    }

    private static int instance(String text) throws DkimSyntaxException {
        boolean number = text.length() <= 2 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_INSTANCES) {
            throw new DkimSyntaxException("the number of a set is out of range");
        }
        return Integer.parseInt(text);
    }

    private void provenMessage(Deadline deadline) throws Broken {
        DkimSignature signature = message.orElseThrow();
        DkimKey key = key(deadline.await(messageKey.orElseThrow()));
        BodyHash.Sum sum = bodies.sum(signature.bodyForm());
        if (key.unfitFor(signature).isPresent()
                || sum.tooShort()
                || !MessageDigest.isEqual(sum.octets(), signature.bodyHash())
                || !key.verifies(signature.hash(), signature.signed(header), signature.signature())) {
            throw new Broken(Result.FAIL, "The mail is not the one that the last sealer passed on.");
        }
    }

    private void provenSeal(int instance, Deadline deadline) throws Broken {
        Link link = links.get(instance - 1);
        DkimKey key = key(deadline.await(link.key()));
        List<byte[]> octets = new ArrayList<>();
        byte[] lineEnd = HeaderField.LINE_END.getBytes(StandardCharsets.US_ASCII);
        for (Link each : links.subList(0, instance)) {
            boolean own = each == link;
            HeaderField seal =
                    own ? each.seal().field().withoutSignature() : each.seal().field();
            for (HeaderField field : List.of(each.results(), each.messageSignature(), seal)) {
                octets.add(field.canonical(true));
                octets.add(lineEnd);
            }
        }
        octets.remove(octets.size() - 1);
        if (!key.type().equals("rsa")
                || !key.verifies("sha256", octets, link.seal().signature())) {
            throw new Broken(Result.FAIL, "Seal " + instance + " is not genuine.");
        }
    }

    private DkimKey key(Answer<String> answer) throws Broken {
        if (answer instanceof Dns.TemporaryFailure<String> failure) {
            throw new Broken(Result.TEMPERROR, "No answer about a key: " + failure.reason() + ".");
        }
        try {
            if (answer.records().isEmpty()) {
                throw new DkimSyntaxException("there is none");
            }
            DkimKey key = DkimKey.first(answer.records());
            if (key.bits() < policy.bits() && key.type().equals("rsa")) {
                throw new DkimSyntaxException("it is too short (RFC 8301)");
            }
            return key;
        } catch (DkimSyntaxException e) {
            throw new Broken(Result.FAIL, "A key of the chain is of no use: " + e.getMessage() + ".");
        }
    }
}
