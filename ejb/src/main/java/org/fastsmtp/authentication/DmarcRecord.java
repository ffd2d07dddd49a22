package org.fastsmtp.authentication;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a domain's owner asks for (RFC 7489 section 6.3).
 *
 * @param policy {@code none}, {@code quarantine} or {@code reject}
 * @param subdomainPolicy the same for domains below
 */
record DmarcRecord(String policy, String subdomainPolicy, boolean strictSpf, boolean strictDkim, int percent) {
    private static final List<String> POLICIES = List.of("none", "quarantine", "reject");
    private static final int ALL = 100;

    /** Whether a TXT record claims to be one: the version stands first. */
    static boolean isDmarc(String txt) {
        int semicolon = txt.indexOf(';');
        String version = semicolon < 0 ? txt : txt.substring(0, semicolon);
        int equals = version.indexOf('=');
        return equals > 0
                && version.substring(0, equals).strip().equals("v")
                && version.substring(equals + 1).strip().equals("DMARC1");
    }

    /** Empty when it is wrong beyond repair (section 6.6.3, step 6); a wrong optional tag is as if absent. */
    static Optional<DmarcRecord> parse(String txt) {
        TagList tags;
        try {
            tags = TagList.parse(txt);
        } catch (DkimSyntaxException e) {
            return Optional.empty();
        }
        Optional<String> policy = word(tags, "p");
        Optional<String> subdomainPolicy = word(tags, "sp");
        boolean wrong = policy.filter(POLICIES::contains).isEmpty()
                || subdomainPolicy.isPresent() && !POLICIES.contains(subdomainPolicy.get());
        if (wrong) {
            boolean reports = word(tags, "rua").filter(uri -> uri.contains(":")).isPresent();
            return reports ? Optional.of(new DmarcRecord("none", "none", false, false, ALL)) : Optional.empty();
        }
        return Optional.of(new DmarcRecord(
                policy.get(),
                subdomainPolicy.orElse(policy.get()),
                word(tags, "aspf").equals(Optional.of("s")),
                word(tags, "adkim").equals(Optional.of("s")),
                percent(word(tags, "pct").orElse(""))));
    }

    private static Optional<String> word(TagList tags, String name) {
        return tags.get(name).map(value -> value.toLowerCase(Locale.ROOT));
    }

    private static int percent(String text) {
        boolean number = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return number && Integer.parseInt(text) <= ALL ? Integer.parseInt(text) : ALL;
    }
}
