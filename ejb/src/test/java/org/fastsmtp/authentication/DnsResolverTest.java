package org.fastsmtp.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.fastsmtp.authentication.Dns.Answer;
import org.fastsmtp.authentication.Dns.NoData;
import org.fastsmtp.authentication.Dns.NoSuchName;
import org.fastsmtp.authentication.Dns.Records;
import org.fastsmtp.authentication.Dns.TemporaryFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DnsResolverTest {
    private final AtomicLong nanos = new AtomicLong();
    private final NameServer server = new NameServer().zone("""
                    example.org. 300 IN SOA ns.example.org. root.example.org. 1 3600 600 86400 60
                    example.org. 300 IN TXT "v=spf1 " "-all"
                    example.org. 300 IN A 192.0.2.1
                    example.org. 300 IN AAAA 2001:db8::1
                    example.org. 300 IN MX 20 second.example.org.
                    example.org. 300 IN MX 10 first.example.org.
                    1.2.0.192.in-addr.arpa. 300 IN PTR mail.example.org.
                    www.example.org. 300 IN CNAME example.org.
                    loop.example.org. 300 IN CNAME pool.example.org.
                    pool.example.org. 300 IN CNAME loop.example.org.
                    octets.example.org. 300 IN TXT "\\195\\188\\255"
                    a\\032b\\037.example.org. 300 IN A 192.0.2.7
                    """);
    private final DnsResolver resolver = resolver(server.address());

    @AfterEach
    void close() {
        resolver.close();
        server.close();
    }

    @Test
    void answers_every_type_that_authentication_asks_for() throws Exception {
        InetAddress address = InetAddress.getByName("192.0.2.1");
        assertThat(get(resolver.txt("example.org"))).isEqualTo(new Records<>(List.of("v=spf1 -all")));
        assertThat(get(resolver.a("Example.ORG."))).isEqualTo(new Records<>(List.of(address)));
        assertThat(get(resolver.aaaa("example.org")))
                .isEqualTo(new Records<>(List.of(InetAddress.getByName("2001:db8::1"))));
        assertThat(get(resolver.mx("example.org")))
                .isEqualTo(new Records<>(List.of("first.example.org", "second.example.org")));
        assertThat(get(resolver.ptr(address))).isEqualTo(new Records<>(List.of("mail.example.org")));
        assertThat(get(resolver.txt("octets.example.org")).records()).containsExactly("\u00c3\u00bc\u00ff");
        assertThat(get(resolver.a("a b%.example.org")).records()).hasSize(1);
    }

    @Test
    void tells_no_such_name_from_no_data() {
        assertThat(get(resolver.txt("nobody.example.org"))).isInstanceOf(NoSuchName.class);
        assertThat(get(resolver.mx("octets.example.org"))).isInstanceOf(NoData.class);
        assertThat(get(resolver.mx("a..b"))).isInstanceOf(NoSuchName.class);
        assertThat(get(resolver.mx("x".repeat(64) + ".example.org"))).isInstanceOf(NoSuchName.class);
    }

    @Test
    void follows_aliases_but_not_for_ever() {
        assertThat(get(resolver.txt("www.example.org")).records()).containsExactly("v=spf1 -all");
        assertThat(get(resolver.txt("loop.example.org"))).isInstanceOf(TemporaryFailure.class);
    }

    @Test
    void keeps_an_answer_as_long_as_it_lives() {
        get(resolver.txt("example.org"));
        get(resolver.txt("EXAMPLE.org"));
        assertThat(server.queries).hasValue(1);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(301));
        get(resolver.txt("example.org"));
        assertThat(server.queries).hasValue(2);
    }

    @Test
    void keeps_that_there_is_nothing_for_as_long_as_the_zone_says() {
        get(resolver.txt("nobody.example.org"));
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(59));
        get(resolver.txt("nobody.example.org"));
        assertThat(server.queries).hasValue(1);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        get(resolver.txt("nobody.example.org"));
        assertThat(server.queries).hasValue(2);
    }

    @Test
    void equal_look_ups_under_way_share_one_query() {
        List<CompletableFuture<Answer<String>>> looks = IntStream.range(0, 50)
                .mapToObj(i -> resolver.txt("example.org"))
                .toList();
        looks.forEach(DnsResolverTest::get);
        assertThat(server.queries).hasValue(1);
    }

    @Test
    void an_answer_too_long_for_UDP_comes_by_TCP() {
        server.zone("long.example.org. 300 IN TXT "
                + "\"%s\" ".formatted("x".repeat(250)).repeat(8) + "\n");
        assertThat(get(resolver.txt("long.example.org")).records()).containsExactly("x".repeat(2000));
        assertThat(server.tcpQueries).hasValue(1);
    }

    @Test
    void a_server_that_fails_is_a_temporary_failure_and_the_next_is_asked() {
        try (NameServer healthy = new NameServer().zone("x.broken.example.org. 300 IN A 192.0.2.1\n")) {
            assertThat(get(resolver.a("x.broken.example.org"))).isInstanceOf(TemporaryFailure.class);
            server.zone("only.example.org. 300 IN A 192.0.2.2\n");
            server.deaf = true;
            healthy.zone("only.example.org. 300 IN A 192.0.2.3\n");
            try (DnsResolver both = resolver(server.address(), healthy.address())) {
                assertThat(get(both.a("only.example.org")).records()).hasSize(1);
            }
        }
    }

    @Test
    @DisplayName("finding 17: a resolver that never answers costs its time-out, and soon nothing")
    void a_resolver_that_never_answers_costs_its_time_out_and_soon_nothing() {
        server.deaf = true;
        long start = System.nanoTime();
        List<CompletableFuture<Answer<String>>> looks = IntStream.range(0, 30)
                .mapToObj(i -> resolver.txt("n" + i + ".example.org"))
                .toList();
        looks.forEach(look -> assertThat(get(look)).isInstanceOf(TemporaryFailure.class));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        int asked = server.queries.get();
        assertThat(get(resolver.txt("another.example.org")))
                .isEqualTo(new TemporaryFailure<>("the DNS servers do not answer"));
        assertThat(server.queries).hasValue(asked);

        server.deaf = false;
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(6));
        assertThat(get(resolver.txt("example.org")).records()).hasSize(1);
        assertThat(get(resolver.a("example.org")).records()).hasSize(1);
    }

    @Test
    void a_server_is_named_by_address_and_port() throws Exception {
        assertThat(ServerAddress.parse("192.0.2.53")).isEqualTo(new InetSocketAddress("192.0.2.53", 53));
        assertThat(ServerAddress.parse("192.0.2.53:5353")).isEqualTo(new InetSocketAddress("192.0.2.53", 5353));
        assertThat(ServerAddress.parse("2001:db8::53"))
                .isEqualTo(new InetSocketAddress(InetAddress.getByName("2001:db8::53"), 53));
        assertThat(ServerAddress.parse("[2001:db8::53]:54"))
                .isEqualTo(new InetSocketAddress(InetAddress.getByName("2001:db8::53"), 54));
        for (String wrong : List.of("", "localhost", "dns.example.org:53", "192.0.2.53:x")) {
            assertThatThrownBy(() -> ServerAddress.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private DnsResolver resolver(InetSocketAddress... servers) {
        return new DnsResolver(List.of(servers), Duration.ofMillis(800), nanos::get);
    }

    private static <T> Answer<T> get(CompletableFuture<Answer<T>> look) {
        return look.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
