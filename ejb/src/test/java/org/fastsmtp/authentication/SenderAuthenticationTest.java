package org.fastsmtp.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.fastsmtp.authentication.Verdicts.Dmarc;
import org.fastsmtp.smtp.Content;
import org.fastsmtp.smtp.ReversePath;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SenderAuthenticationTest {
    private static final InetAddress HOME = ZoneDns.address("192.0.2.1");
    private static final InetAddress ELSEWHERE = ZoneDns.address("198.51.100.1");
    private static final Signer SIGNER = Signer.rsa(1024, "mail.example.org", "one");
    private static final String MAIL =
            "from:ann@example.org\r\nto:bob@example.net\r\nsubject:hello\r\n\r\nHello.\r\nBye.\r\n";

    private final ZoneDns dns = new ZoneDns()
            .add("example.org", "TXT", "v=spf1 ip4:192.0.2.0/24 -all")
            .add("bounce.example.org", "TXT", "v=spf1 ip4:192.0.2.0/24 -all")
            .add("mx.example.org", "TXT", "v=spf1 ip4:192.0.2.0/24 -all")
            .add("example.com", "TXT", "v=spf1 ip4:198.51.100.0/24 -all");

    SenderAuthenticationTest() {
        SIGNER.publish(dns);
    }

    @Test
    void SPF_of_the_senders_organisation_verifies_the_author() {
        policy("v=DMARC1; p=reject");
        Verdicts verdicts = check(HOME, "bounce.example.org", MAIL);
        assertThat(verdicts.dmarc())
                .returns(Result.PASS, Dmarc::result)
                .returns("reject", Dmarc::policy)
                .returns(true, Dmarc::spfAligned)
                .returns(false, Dmarc::dkimAligned);
        assertThat(verdicts.senderVerified()).isTrue();
        assertThat(verdicts.explanation())
                .isEqualTo("example.org is proven to be the author's domain. SPF passes for example.org.");
        assertThat(verdicts.spfResult()).isEqualTo("pass");
        assertThat(verdicts.spfDomain()).hasValue("bounce.example.org");
        assertThat(verdicts.dkimResult()).isEqualTo("none");
        assertThat(verdicts.dkimDomain()).isEmpty();
    }

    @Test
    void a_signature_of_the_authors_organisation_verifies_the_author_behind_a_forwarder() {
        policy("v=DMARC1; p=reject");
        Verdicts verdicts = check(ELSEWHERE, "example.org", SIGNER.sign(MAIL));
        assertThat(verdicts.spfResult()).isEqualTo("fail");
        assertThat(verdicts.dkimResult()).isEqualTo("pass");
        assertThat(verdicts.dkimDomain()).hasValue("mail.example.org");
        assertThat(verdicts.dmarcResult()).isEqualTo("pass");
        assertThat(verdicts.senderVerified()).isTrue();
    }

    @Test
    void strict_alignment_wants_the_very_domain() {
        policy("v=DMARC1; p=reject; adkim=s; aspf=s");
        assertThat(check(HOME, "bounce.example.org", SIGNER.sign(MAIL)).dmarcResult())
                .isEqualTo("fail");
        assertThat(check(HOME, "example.org", MAIL).dmarcResult()).isEqualTo("pass");
    }

    @Test
    void a_pass_for_another_domain_verifies_nobody() {
        policy("v=DMARC1; p=quarantine; pct=25");
        Verdicts verdicts = check(ELSEWHERE, "example.com", MAIL);
        assertThat(verdicts.spfResult()).isEqualTo("pass");
        assertThat(verdicts.dmarc())
                .returns(Result.FAIL, Dmarc::result)
                .returns("quarantine", Dmarc::policy)
                .returns(25, Dmarc::percent);
        assertThat(verdicts.senderVerified()).isFalse();
        assertThat(verdicts.explanation()).isEqualTo("Neither SPF nor DKIM passes for example.org.");
    }

    @Test
    void a_sub_domain_without_a_policy_has_that_of_its_organisation() {
        policy("v=DMARC1; p=none; sp=reject");
        assertThat(check(ELSEWHERE, "example.com", MAIL.replace("ann@", "ann@news."))
                        .dmarc())
                .returns(Result.FAIL, Dmarc::result)
                .returns("reject", Dmarc::policy)
                .returns("news.example.org", Dmarc::domain);
        assertThat(check(ELSEWHERE, "example.com", MAIL).dmarc().policy()).isEqualTo("none");
    }

    @Test
    void without_a_policy_nobody_is_verified() {
        Verdicts verdicts = check(HOME, "example.org", SIGNER.sign(MAIL));
        assertThat(verdicts.dmarcResult()).isEqualTo("none");
        assertThat(verdicts.senderVerified()).isFalse();
        assertThat(verdicts.explanation()).isEqualTo("example.org publishes no DMARC policy.");
        assertThat(verdicts.dkim().get(0).aligned()).isTrue();
    }

    @Test
    void a_policy_that_is_wrong_or_doubled_counts_as_it_should() {
        policy("v=DMARC1; p=never");
        assertThat(check(HOME, "example.org", MAIL).dmarcResult()).isEqualTo("permerror");
        ZoneDns reporting =
                new ZoneDns().add("_dmarc.example.org", "TXT", "v=DMARC1; p=never; rua=mailto:a@example.org");
        assertThat(check(reporting, HOME, "example.org", MAIL).dmarc())
                .returns("none", Dmarc::policy)
                .returns(Result.FAIL, Dmarc::result);
        policy("v=DMARC1; p=none");
        assertThat(check(HOME, "example.org", MAIL).dmarcResult()).isEqualTo("none");
    }

    @Test
    void no_answer_about_policy_sender_or_key_is_temperror() {
        ZoneDns quiet = new ZoneDns().silent("_dmarc.example.org");
        assertThat(check(quiet, HOME, "example.org", MAIL).dmarcResult()).isEqualTo("temperror");
        ZoneDns half = new ZoneDns()
                .add("_dmarc.example.org", "TXT", "v=DMARC1; p=none")
                .silent("example.org");
        assertThat(check(half, HOME, "example.org", MAIL))
                .returns("temperror", Verdicts::spfResult)
                .returns("temperror", Verdicts::dmarcResult);
        half.silent(SIGNER.keyName());
        assertThat(check(half, HOME, "example.org", SIGNER.sign(MAIL)).dkimResult())
                .isEqualTo("temperror");
    }

    @Test
    void the_HELO_name_is_the_sender_of_the_null_sender() {
        policy("v=DMARC1; p=reject");
        Verdicts verdicts = check(HOME, "", MAIL);
        assertThat(verdicts.spf().identity()).isEqualTo(Verdicts.Spf.Identity.HELO);
        assertThat(verdicts.spfDomain()).hasValue("mx.example.org");
        assertThat(verdicts.spfResult()).isEqualTo("pass");
        assertThat(verdicts.dmarcResult()).isEqualTo("pass");
    }

    @Test
    void HELO_is_reported_beside_the_sender() {
        Verdicts verdicts = check(ELSEWHERE, "example.com", MAIL);
        assertThat(verdicts.spf().result()).isEqualTo(Result.PASS);
        assertThat(verdicts.spfHelo())
                .returns(Result.FAIL, Verdicts.Spf::result)
                .returns("mx.example.org", Verdicts.Spf::domain);
    }

    @Test
    void a_mail_without_one_author_is_never_verified() {
        policy("v=DMARC1; p=reject");
        assertThat(check(HOME, "example.org", MAIL.replace("from:", "x:")))
                .returns("none", Verdicts::dmarcResult)
                .returns(false, Verdicts::senderVerified);
        assertThat(check(HOME, "example.org", "from:eve@example.com\r\n" + MAIL))
                .returns("permerror", Verdicts::dmarcResult)
                .returns(false, Verdicts::senderVerified);
        assertThat(check(HOME, "example.org", MAIL.replace("ann@example.org", "ann"))
                        .dmarcResult())
                .isEqualTo("permerror");
    }

    @Test
    void of_several_author_domains_the_weakest_counts() {
        policy("v=DMARC1; p=reject");
        dns.add("_dmarc.example.com", "TXT", "v=DMARC1; p=quarantine");
        Verdicts verdicts =
                check(HOME, "example.org", MAIL.replace("ann@example.org", "ann@example.org, eve@example.com"));
        assertThat(verdicts.dmarc()).returns(Result.FAIL, Dmarc::result).returns("example.com", Dmarc::domain);
        assertThat(verdicts.senderVerified()).isFalse();
    }

    @Test
    void a_signature_that_leaves_octets_unsigned_is_no_proof_by_itself() {
        policy("v=DMARC1; p=reject");
        String mail = SIGNER.sign(MAIL, "relaxed/relaxed", List.of("from"), "l=8; ", "Hello.\r\n");
        Verdicts verdicts = check(ELSEWHERE, "example.com", mail);
        assertThat(verdicts.dmarcResult()).isEqualTo("pass");
        assertThat(verdicts.senderVerified()).isFalse();
        assertThat(verdicts.explanation())
                .isEqualTo("The only proof is a signature that leaves a part of the body unsigned.");
    }

    @Test
    void the_best_signature_decides() {
        Signer other = Signer.rsa(1024, "list.example", "l");
        other.publish(dns);
        String listed = other.sign(SIGNER.sign(MAIL).replace("subject:hello", "subject:[list] hello"));
        assertThat(check(HOME, "example.org", listed))
                .returns("pass", Verdicts::dkimResult)
                .extracting(Verdicts::dkimDomain)
                .asString()
                .contains("list.example");
        String both = other.sign(SIGNER.sign(MAIL));
        assertThat(check(HOME, "example.org", both).dkimDomain()).hasValue("mail.example.org");
        assertThat(check(HOME, "example.org", both.replace("Bye", "Pay")).dkimResult())
                .isEqualTo("fail");
    }

    @Test
    void a_failure_of_a_signer_who_is_only_trying_counts_as_no_signature() {
        Signer trying = Signer.rsa(1024, "example.org", "try");
        dns.add(trying.keyName(), "TXT", trying.keyRecord() + "; t=y");
        assertThat(check(HOME, "example.org", trying.sign(MAIL)).dkimResult()).isEqualTo("pass");
        Verdicts failed = check(HOME, "example.org", trying.sign(MAIL).replace("Bye", "Pay"));
        assertThat(failed.dkimResult()).isEqualTo("none");
        assertThat(failed.dkim()).extracting(Verdicts.Dkim::result).containsExactly(Result.FAIL);
    }

    @Test
    void what_is_not_to_be_checked_is_none_and_not_asked() {
        policy("v=DMARC1; p=reject");
        assertThat(check(dns, HOME, "example.org", SIGNER.sign(MAIL), new Checks(false, true)))
                .returns("none", Verdicts::spfResult)
                .returns("pass", Verdicts::dkimResult)
                .returns("pass", Verdicts::dmarcResult);
        assertThat(check(dns, ELSEWHERE, "example.com", SIGNER.sign(MAIL), new Checks(true, false)))
                .returns("pass", Verdicts::spfResult)
                .returns("none", Verdicts::dkimResult)
                .returns("none", Verdicts::dmarcResult);
        dns.asked.set(0);
        assertThat(check(dns, HOME, "example.org", MAIL, Checks.NONE)).isEqualTo(Verdicts.UNCHECKED);
        assertThat(dns.asked).hasValue(0);
    }

    @Test
    void verdicts_survive_their_JSON_form() {
        policy("v=DMARC1; p=reject");
        Verdicts verdicts = check(HOME, "example.org", SIGNER.sign(MAIL));
        assertThat(Verdicts.fromJson(verdicts.toJson())).isEqualTo(verdicts);
        assertThat(Verdicts.fromJson(Verdicts.UNCHECKED.toJson())).isEqualTo(Verdicts.UNCHECKED);
        assertThat(verdicts.toJson().getJsonArray("dkim").getJsonObject(0).getString("result"))
                .isEqualTo("pass");
    }

    @Test
    void a_header_without_end_is_not_read_for_ever() {
        String mail = "from:ann@example.org\r\ndkim-signature:v=1\r\n" + ("x:" + "y".repeat(900) + "\r\n").repeat(3000);
        assertThat(check(HOME, "example.org", mail + "\r\n").dkim())
                .extracting(Verdicts.Dkim::reason)
                .containsExactly("The header section is too long.");
    }

    @Test
    void a_mail_of_50_MiB_is_hashed_as_a_stream() throws IOException {
        policy("v=DMARC1; p=reject");
        byte[] head = SIGNER.sign(MAIL).getBytes(StandardCharsets.ISO_8859_1);
        long size = 50L << 20;
        Content large = new Content() {
            @Override
            public long size() {
                return head.length + size;
            }

            @Override
            public InputStream open() {
                return new java.io.SequenceInputStream(new ByteArrayInputStream(head), new InputStream() {
                    private long left = size;

                    @Override
                    public int read() {
                        return left-- > 0 ? 'x' : -1;
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) {
                        int count = (int) Math.min(left, length);
                        left -= count;
                        java.util.Arrays.fill(into, offset, offset + Math.max(0, count), (byte) 'x');
                        return count > 0 ? count : -1;
                    }
                });
            }
        };
        java.lang.management.ThreadMXBean bean = java.lang.management.ManagementFactory.getThreadMXBean();
        long before = ((com.sun.management.ThreadMXBean) bean).getCurrentThreadAllocatedBytes();
        Verdicts verdicts =
                authentication(dns).check(HOME, "mx.example.org", new ReversePath("a@example.org"), large, Checks.ALL);
        long allocated = ((com.sun.management.ThreadMXBean) bean).getCurrentThreadAllocatedBytes() - before;
        assertThat(verdicts.dkimResult()).isEqualTo("fail");
        assertThat(allocated).isLessThan(4 << 20);
    }

    @Test
    @DisplayName("finding 17: no check takes longer than its budget")
    void no_check_takes_longer_than_its_budget() throws IOException {
        try (NameServer deaf = new NameServer();
                DnsResolver resolver = new DnsResolver(
                        List.<InetSocketAddress>of(deaf.address()), Duration.ofSeconds(30), System::nanoTime)) {
            deaf.deaf = true;
            SenderAuthentication hurried = new SenderAuthentication(
                    resolver,
                    PublicSuffixes.shipped(),
                    Clock.systemUTC(),
                    new SenderAuthentication.Options(Duration.ofMillis(200), 8));
            long start = System.nanoTime();
            Verdicts verdicts = hurried.check(
                    HOME, "mx.example.org", new ReversePath("a@example.org"), content(SIGNER.sign(MAIL)), Checks.ALL);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
            assertThat(verdicts)
                    .returns("temperror", Verdicts::spfResult)
                    .returns("temperror", Verdicts::dkimResult)
                    .returns("temperror", Verdicts::dmarcResult);
        }
    }

    private void policy(String record) {
        dns.add("_dmarc.example.org", "TXT", record);
    }

    /** @param sender domain of MAIL FROM; empty for the null sender */
    private Verdicts check(InetAddress client, String sender, String mail) {
        return check(dns, client, sender, mail);
    }

    private static Verdicts check(Dns dns, InetAddress client, String sender, String mail) {
        return check(dns, client, sender, mail, Checks.ALL);
    }

    private static Verdicts check(Dns dns, InetAddress client, String sender, String mail, Checks which) {
        ReversePath path = sender.isEmpty() ? ReversePath.NULL : new ReversePath("ann@" + sender);
        try {
            return authentication(dns).check(client, "mx.example.org", path, content(mail), which);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SenderAuthentication authentication(Dns dns) {
        Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
        return new SenderAuthentication(dns, Shipped.LIST, clock, SenderAuthentication.Options.DEFAULT);
    }

    /** Read once for all tests. */
    private static final class Shipped {
        private static final PublicSuffixes LIST = PublicSuffixes.shipped();
    }

    private static Content content(String mail) {
        byte[] octets = mail.getBytes(StandardCharsets.ISO_8859_1);
        return new Content() {
            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(octets);
            }
        };
    }
}
