package org.fastsmtp.authentication;

import java.util.Locale;

/**
 * An ARC-Seal field that can be judged (RFC 8617 section 4.1.3).
 *
 * @param chain {@code cv=}: what the sealer found the chain before it to be
 */
record ArcSeal(HeaderField field, String chain, String domain, String selector, byte[] signature) {
    static final String FIELD = "arc-seal";

    static ArcSeal parse(HeaderField field, TagList tags) throws DkimSyntaxException {
        if (!tags.required("a").toLowerCase(Locale.ROOT).equals("rsa-sha256")) {
            throw new DkimSyntaxException("a seal's algorithm is unknown");
        }
        if (tags.get("h").isPresent()) {
            throw new DkimSyntaxException("a seal chooses what it signs");
        }
        String time = tags.get("t").orElse("0");
        if (time.isEmpty() || !time.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new DkimSyntaxException("a seal's time is not a number");
        }
        String domain = Names.domain(tags.required("d"))
                .orElseThrow(() -> new DkimSyntaxException("a seal's domain is not a domain"));
        String selector = Names.ascii(tags.required("s"));
        return new ArcSeal(
                field,
                tags.required("cv").toLowerCase(Locale.ROOT),
                domain,
                selector,
                TagList.base64("b", tags.required("b")));
    }

    String keyName() {
        return selector + "._domainkey." + domain;
    }
}
