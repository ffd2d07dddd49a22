package org.fastsmtp.authentication;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A DKIM-Signature field that can be judged (RFC 6376 section 3.5).
 *
 * @param keyType {@code rsa} or {@code ed25519}
 * @param hash {@code sha1} or {@code sha256}
 * @param headers names of the signed fields, lower case, in the order of signing
 * @param identityDomain domain of {@code i=}
 * @param length {@code l=}
 */
record DkimSignature(
        HeaderField field,
        String keyType,
        String hash,
        byte[] signature,
        byte[] bodyHash,
        boolean relaxedHeader,
        boolean relaxedBody,
        String domain,
        String selector,
        List<String> headers,
        String identityDomain,
        OptionalLong length,
        Optional<Instant> expires) {
    static final String FIELD = "dkim-signature";
    /** Nobody signs more; a longer list would only cost. */
    private static final int MOST_HEADERS = 1000;

    static DkimSignature parse(HeaderField field, TagList tags) throws DkimSyntaxException {
        if (!tags.required("v").equals("1")) {
            throw new DkimSyntaxException("its version is not 1");
        }
        DkimSignature signature = parse(field, tags, identity(tags));
        if (!signature.headers().contains("from")) {
            throw new DkimSyntaxException("it does not sign the From field");
        }
        return signature;
    }

    /** An ARC-Message-Signature (RFC 8617 section 4.1.2): it has no version, and its {@code i=} is another thing. */
    static DkimSignature parseArc(HeaderField field, TagList tags) throws DkimSyntaxException {
        return parse(field, tags, Optional.empty());
    }

    private static DkimSignature parse(HeaderField field, TagList tags, Optional<String> identity)
            throws DkimSyntaxException {
        String algorithm = tags.required("a").toLowerCase(Locale.ROOT);
        if (!List.of("rsa-sha1", "rsa-sha256", "ed25519-sha256").contains(algorithm)) {
            throw new DkimSyntaxException("its algorithm is unknown");
        }
        String domain = Names.domain(tags.required("d"))
                .orElseThrow(() -> new DkimSyntaxException("its domain is not a domain"));
        String selector = Names.ascii(tags.required("s"));
        if (!Names.canBeAsked(selector + "._domainkey." + domain)) {
            throw new DkimSyntaxException("its selector makes no name");
        }
        String[] canonicalization =
                tags.get("c").orElse("simple/simple").toLowerCase(Locale.ROOT).split("/", -1);
        if (canonicalization.length > 2) {
            throw new DkimSyntaxException("its canonicalization is unknown");
        }
        Optional<String> methods = tags.get("q").map(TagList::withoutBlanks);
        if (methods.isPresent() && !Arrays.asList(methods.get().split(":")).contains("dns/txt")) {
            throw new DkimSyntaxException("its key is not in DNS");
        }
        Optional<Instant> signed = time(tags, "t");
        Optional<Instant> expires = time(tags, "x");
        if (signed.isPresent() && expires.isPresent() && !expires.get().isAfter(signed.get())) {
            throw new DkimSyntaxException("it expires before it was made");
        }
        return new DkimSignature(
                field,
                algorithm.substring(0, algorithm.indexOf('-')),
                algorithm.substring(algorithm.indexOf('-') + 1),
                TagList.base64("b", tags.required("b")),
                TagList.base64("bh", tags.required("bh")),
                isRelaxed(canonicalization[0]),
                canonicalization.length == 2 && isRelaxed(canonicalization[1]),
                domain,
                selector,
                headers(tags.required("h")),
                identityDomain(identity, domain),
                length(tags),
                expires);
    }

    String algorithm() {
        return keyType + "-" + hash;
    }

    String keyName() {
        return selector + "._domainkey." + domain;
    }

    /** Which hash over the body it holds. */
    BodyHashes.Form bodyForm() {
        return new BodyHashes.Form(relaxedBody, hash, length);
    }

    /**
     * What the signature is over (section 5.4.2): each name in {@code h=} takes the lowest field of that name not yet taken, or nothing,
     * which is how a signer forbids a further one; at last the signature's own field.
     */
    List<byte[]> signed(MailHeader header) {
        Map<String, List<HeaderField>> left = new HashMap<>();
        for (HeaderField each : header.fields()) {
            if (each != field) {
                left.computeIfAbsent(each.name(), name -> new ArrayList<>()).add(each);
            }
        }
        List<byte[]> octets = new ArrayList<>();
        for (String name : headers) {
            List<HeaderField> same = left.getOrDefault(name, List.of());
            if (!same.isEmpty()) {
                octets.add(same.remove(same.size() - 1).canonical(relaxedHeader));
                octets.add(HeaderField.LINE_END.getBytes(StandardCharsets.US_ASCII));
            }
        }
        octets.add(field.withoutSignature().canonical(relaxedHeader));
        return octets;
    }

    private static boolean isRelaxed(String word) throws DkimSyntaxException {
        return switch (word) {
            case "relaxed" -> true;
            case "simple" -> false;
            default -> throw new DkimSyntaxException("its canonicalization is unknown");
        };
    }

    private static List<String> headers(String text) throws DkimSyntaxException {
        List<String> names = Arrays.stream(TagList.withoutBlanks(text).split(":", -1))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        if (names.size() > MOST_HEADERS) {
            throw new DkimSyntaxException("it signs too many fields");
        }
        return names;
    }

    private static Optional<String> identity(TagList tags) throws DkimSyntaxException {
        Optional<String> text = tags.get("i");
        return text.isEmpty() ? text : Optional.of(unquoted(text.get()));
    }

    private static String identityDomain(Optional<String> identity, String domain) throws DkimSyntaxException {
        if (identity.isEmpty()) {
            return domain;
        }
        int at = identity.get().lastIndexOf('@');
        String part = Names.ascii(identity.get().substring(at + 1).strip());
        if (at < 0 || !Names.isSameOrBelow(part, domain)) {
            throw new DkimSyntaxException("its identity is not of its domain");
        }
        return part;
    }

    /** dkim-quoted-printable (section 2.11): {@code =2E} for a dot; blanks mean nothing. */
    private static String unquoted(String value) throws DkimSyntaxException {
        String bare = TagList.withoutBlanks(value);
        StringBuilder text = new StringBuilder(bare.length());
        for (int i = 0; i < bare.length(); i++) {
            if (bare.charAt(i) != '=') {
                text.append(bare.charAt(i));
                continue;
            }
            int octet = i + 2 < bare.length() ? hex(bare.charAt(i + 1)) << 4 | hex(bare.charAt(i + 2)) : -1;
            if (octet < 0) {
                throw new DkimSyntaxException("its identity is not quoted-printable");
            }
            text.append((char) octet);
            i += 2;
        }
        return text.toString();
    }

    private static int hex(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    private static OptionalLong length(TagList tags) throws DkimSyntaxException {
        Optional<String> text = tags.get("l");
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(number("l", text.get()));
    }

    private static Optional<Instant> time(TagList tags, String name) throws DkimSyntaxException {
        Optional<String> text = tags.get(name);
        return text.isEmpty() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(number(name, text.get())));
    }

    /** Of any length; beyond 15 digits it only means "very large". */
    private static long number(String name, String text) throws DkimSyntaxException {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new DkimSyntaxException("the tag " + name + "= is not a number");
        }
        return text.length() > 10 ? 99_999_999_999L : Long.parseLong(text);
    }
}
