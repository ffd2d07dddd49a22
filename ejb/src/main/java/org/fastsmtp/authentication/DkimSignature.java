package org.fastsmtp.authentication;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
                identityDomain(tags, domain),
                length(tags),
                expires);
    }

    String algorithm() {
        return keyType + "-" + hash;
    }

    /** The field itself with an empty {@code b=}: the last thing that is signed. Only the tag of that name is emptied. */
    byte[] unsigned() {
        byte[] octets = field.octets();
        int i = 0;
        while (octets[i] != ':') {
            i++;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(octets.length);
        out.write(octets, 0, i + 1);
        int start = i + 1;
        for (i = start; i <= octets.length; i++) {
            if (i < octets.length && octets[i] != ';') {
                continue;
            }
            String tag = new String(octets, start, i - start, StandardCharsets.ISO_8859_1);
            int equals = tag.indexOf('=');
            boolean empty = equals >= 0 && tag.substring(0, equals).strip().equals("b");
            out.write(octets, start, empty ? equals + 1 : i - start);
            if (i < octets.length) {
                out.write(';');
            }
            start = i + 1;
        }
        return new HeaderField(field.name(), out.toByteArray()).canonical(relaxedHeader);
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
        if (!names.contains("from")) {
            throw new DkimSyntaxException("it does not sign the From field");
        }
        if (names.size() > MOST_HEADERS) {
            throw new DkimSyntaxException("it signs too many fields");
        }
        return names;
    }

    private static String identityDomain(TagList tags, String domain) throws DkimSyntaxException {
        Optional<String> identity = tags.get("i");
        if (identity.isEmpty()) {
            return domain;
        }
        String text = unquoted(identity.get());
        int at = text.lastIndexOf('@');
        String part = Names.ascii(text.substring(at + 1).strip());
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
