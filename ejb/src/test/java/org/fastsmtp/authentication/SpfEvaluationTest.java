package org.fastsmtp.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpfEvaluationTest {
    private final ZoneDns dns = new ZoneDns();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "exists:%s.example.org",
                "a:%s",
                "exists:a.%%{%s}",
                "redirect=%s",
                "foo=%s",
                "ip4:%s",
                "ip6:%s",
                "mx/%s",
                "%s=x"
            })
    void a_hostile_token_of_any_length_costs_little(String form) {
        for (String stuff : new String[] {"a.", "%{l}.", "%{l1r+-}", "%%", "/", ":", "1", "-", "{"}) {
            ZoneDns zone = new ZoneDns()
                    .add(
                            "example.org",
                            "TXT",
                            "v=spf1 " + String.format(form, stuff.repeat(60_000 / stuff.length())) + " -all");
            ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
            long start = cpu.getCurrentThreadCpuTime();
            evaluate(zone, "l".repeat(64));
            assertThat(Duration.ofNanos(cpu.getCurrentThreadCpuTime() - start))
                    .as(stuff)
                    .isLessThan(Duration.ofMillis(500));
        }
    }

    @Test
    void a_token_of_1400_characters_as_published_is_evaluated() {
        dns.add(
                "example.org",
                "TXT",
                "v=spf1 exists:" + "a".repeat(60).concat(".").repeat(23) + "example.org ip4:192.0.2.1 -all");
        assertThat(evaluate(dns, "ann").result()).isEqualTo(Result.PASS);
    }

    @Test
    void hosts_of_an_MX_without_an_address_of_the_clients_family_do_not_count_as_void() {
        dns.add("example.org", "TXT", "v=spf1 mx ip4:192.0.2.1 -all");
        for (int i = 0; i < 5; i++) {
            dns.add("example.org", "MX", "mx" + i + ".example.org")
                    .add("mx" + i + ".example.org", "AAAA", "2001:db8::1");
        }
        assertThat(evaluate(dns, "ann").result()).isEqualTo(Result.PASS);
    }

    private static SpfEvaluation.Outcome evaluate(Dns dns, String localPart) {
        return new SpfEvaluation(
                        dns,
                        new Deadline(Duration.ofSeconds(5)),
                        ZoneDns.address("192.0.2.1"),
                        "mx.example.org",
                        localPart,
                        "example.org",
                        Instant.EPOCH)
                .run();
    }
}
