package org.fastsmtp.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Two corpora of the years 2005 to 2017. Nearly all of it is signed with SHA-1 or with keys of 512 bits, so it is judged twice: by the
 * rules of its time, where each mail has the result that its name says, and by ours (RFC 8301), where such signatures prove nothing.
 */
class DkimSuiteTest {
    private static final DkimPolicy OF_ITS_TIME = new DkimPolicy(8, 512, true);
    private static final String DOMAIN_KEYS = "DomainKeys (RFC 4870) is historic: no DKIM signature";
    private static final String DRAFT = "made after a draft, without v=1: RFC 6376 section 3.5 wants it";
    private static final String GRANULARITY =
            "g= of RFC 4871 is no longer a tag (RFC 6376 appendix C.2), so the key is good";
    private static final String NO_KEY = "the corpus comes without this key";

    /** What differs from the name, by mail: the result, and why. */
    private static final Map<String, List<String>> DEVIATIONS = deviations();

    /** What fails to pass only because of RFC 8301. */
    private static final Map<String, String> REFUSED_TODAY = new TreeMap<>(Map.ofEntries(
            Map.entry("bad_1878954.txt", "rsa-sha1"),
            Map.entry("badkey_8.txt", "rsa-sha1"),
            Map.entry("badkey_9.txt", "rsa-sha1"),
            Map.entry("badkey_12.txt", "rsa-sha1"),
            Map.entry("badkey_13.txt", "rsa-sha1"),
            Map.entry("badkey_14.txt", "rsa-sha1"),
            Map.entry("badkey_15.txt", "rsa-sha1"),
            Map.entry("good_1878523.txt", "rsa-sha1"),
            Map.entry("good_qp_1.txt", "rsa-sha1"),
            Map.entry("good_qp_2.txt", "rsa-sha1"),
            Map.entry("good_qp_3.txt", "rsa-sha1"),
            Map.entry("good_rfc4871_3.txt", "rsa-sha1"),
            Map.entry("good_rfc4871_4.txt", "rsa-sha1"),
            Map.entry("goodkey_1.txt", "rsa-sha1"),
            Map.entry("goodkey_2.txt", "rsa-sha1"),
            Map.entry("goodkey_3.txt", "rsa-sha1"),
            Map.entry("goodkey_4.txt", "rsa-sha1"),
            Map.entry("multiple_2.txt", "rsa-sha1")));

    @Test
    void each_mail_has_the_result_that_its_name_says_by_the_rules_of_its_time() throws IOException {
        Map<String, String> wanted = new TreeMap<>();
        Map<String, String> got = new TreeMap<>();
        for (Path file : corpora()) {
            String name = file.getFileName().toString();
            wanted.put(name, DEVIATIONS.containsKey(name) ? DEVIATIONS.get(name).get(0) : byName(name));
            got.put(name, judge(dns(), file, OF_ITS_TIME));
        }
        assertThat(got).isEqualTo(wanted).hasSize(76);
    }

    @Test
    void what_is_signed_with_SHA_1_or_a_short_key_proves_nothing_today() throws IOException {
        Map<String, String> wanted = new TreeMap<>();
        Map<String, String> got = new TreeMap<>();
        for (Path file : corpora()) {
            String name = file.getFileName().toString();
            String then = DEVIATIONS.containsKey(name) ? DEVIATIONS.get(name).get(0) : byName(name);
            wanted.put(name, REFUSED_TODAY.containsKey(name) ? "permerror" : then);
            got.put(name, judge(dns(), file, DkimPolicy.rfc8301(8)));
        }
        assertThat(got).isEqualTo(wanted);
        assertThat(got)
                .containsEntry("s1024_yahoo.com.eml", "pass")
                .containsEntry("FAIL_BADBH_s1024_yahoo.com.eml", "fail");
    }

    /** With any key in place of the one that is lost, a body that is hashed rightly fails only at its header. */
    @Test
    void the_body_hash_agrees_where_the_key_is_lost() throws IOException {
        ZoneDns dns = dns();
        String key = dns.values("s1024._domainkey.yahoo.com", "TXT").get(0);
        for (String name :
                List.of("gamma._domainkey.gmail.com", "mail._domainkey.sqli.com", "pmta._domainkey.myspace.com")) {
            dns.add(name, "TXT", key);
        }
        for (String name :
                List.of("gamma_gmail.com.eml", "gamma_gmail.com_duplicateheaders.eml", "pmta_myspace.com.eml")) {
            assertThat(verdicts(dns, Suites.path("dkim/corpus/" + name), OF_ITS_TIME))
                    .as(name)
                    .extracting(Verdicts.Dkim::reason)
                    .containsExactly("The header is not the one that was signed.");
        }
    }

    private static String byName(String name) {
        if (name.startsWith("good") || name.startsWith("s1024")) {
            return "pass";
        } else if (name.startsWith("badkey") || name.startsWith("ignore")) {
            return "permerror";
        } else if (name.startsWith("bad_") || name.startsWith("FAIL_")) {
            return "fail";
        }
        return "pass"; // the others of both corpora were genuine when they were collected
    }

    private static Map<String, List<String>> deviations() {
        Map<String, List<String>> deviations = new TreeMap<>();
        for (String name : List.of("dk_headers_1", "dk_headers_2", "dk_multiple_1", "bad_dk_1", "bad_dk_2")) {
            deviations.put(name + ".txt", List.of("none", DOMAIN_KEYS));
        }
        for (String name : List.of("1", "2", "3", "4", "5", "6", "7", "gmail", "yahoo")) {
            deviations.put("good_dk_" + name + ".txt", List.of("none", DOMAIN_KEYS));
        }
        for (String name : List.of(
                "good_ietf00_1",
                "good_ietf00_2",
                "good_ietf00_3",
                "good_ietf00_4",
                "good_ietf00_5",
                "good_ietf01_1",
                "good_ietf01_2",
                "mine_ietf01_1",
                "mine_ietf01_2",
                "mine_ietf01_3",
                "mine_ietf01_4",
                "mine_ietf05_1",
                "multiple_1",
                "no_body_1",
                "no_body_2",
                "no_body_3",
                "bad_1",
                "bad_ietf01_1",
                "bad_ietf01_2",
                "bad_ietf01_3")) {
            deviations.put(name + ".txt", List.of("permerror", DRAFT));
        }
        for (String name : List.of("badkey_8", "badkey_9", "badkey_12", "badkey_13")) {
            deviations.put(name + ".txt", List.of("pass", GRANULARITY));
        }
        deviations.put("badkey_14.txt", List.of("temperror", "its key is in a zone that does not answer"));
        deviations.put("badkey_15.txt", List.of("temperror", "its key is in a zone that answers SERVFAIL"));
        deviations.put("FAIL_illegalargumentexception.eml", List.of("permerror", "its i= is not quoted-printable"));
        for (String name :
                List.of("gamma_gmail.com", "gamma_gmail.com_duplicateheaders", "multiHeader", "pmta_myspace.com")) {
            deviations.put(name + ".eml", List.of("permerror", NO_KEY));
        }
        return deviations;
    }

    private static List<Path> corpora() throws IOException {
        List<Path> mails = new ArrayList<>();
        for (String folder : List.of("dkim/Mail-DKIM/corpus", "dkim/corpus")) {
            try (Stream<Path> files = Files.list(Suites.path(folder))) {
                mails.addAll(files.sorted().toList());
            }
        }
        return mails;
    }

    private static String judge(ZoneDns dns, Path file, DkimPolicy policy) throws IOException {
        Verdicts unchecked = Verdicts.UNCHECKED;
        List<Verdicts.Dkim> signatures = verdicts(dns, file, policy).stream()
                .map(each -> new Verdicts.Dkim(
                        each.result(),
                        each.domain(),
                        each.selector(),
                        each.algorithm(),
                        each.bits(),
                        false,
                        false,
                        false,
                        ""))
                .toList(); // most keys of the corpus say that they are only for tests
        return new Verdicts(
                        unchecked.spf(), unchecked.spfHelo(), signatures, unchecked.dmarc(), unchecked.arc(), false, "")
                .dkimResult();
    }

    private static List<Verdicts.Dkim> verdicts(ZoneDns dns, Path file, DkimPolicy policy) throws IOException {
        try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(file))) {
            MailHeader header = MailHeader.read(in, 1 << 20);
            Instant then = Instant.parse("2008-01-01T00:00:00Z");
            BodyHashes bodies = new BodyHashes();
            DkimVerification dkim = new DkimVerification(dns, policy, then, header, bodies, domain -> false);
            bodies.update(header.rest(), header.rest().length);
            byte[] rest = in.readAllBytes();
            bodies.update(rest, rest.length);
            bodies.end();
            return dkim.verdicts(new Deadline(Duration.ofSeconds(1)));
        }
    }

    private static ZoneDns dns() throws IOException {
        ZoneDns dns = new ZoneDns();
        for (String line : Files.readAllLines(Suites.path("dkim/Mail-DKIM/FAKE_DNS.dat"))) {
            String[] parts = line.split("\\s+", 2);
            if (line.startsWith("#") || parts.length < 2 || parts[1].strip().equals("NXDOMAIN")) {
                continue;
            }
            if (parts[1].startsWith("~~")) {
                dns.silent(parts[0]);
            } else {
                dns.add(parts[0], "TXT", parts[1]);
            }
        }
        return dns;
    }
}
