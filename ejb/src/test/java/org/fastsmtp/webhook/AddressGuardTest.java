package org.fastsmtp.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.fastsmtp.webhook.AddressGuard.BlockedAddressException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
    private final AddressGuard guard = guard(host -> List.of(address("93.184.216.34")));

    @ParameterizedTest
    @DisplayName("finding 4: literal forms of what is not public are refused")
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1.2.3",
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                // ambiguous IPv4
                "127.1",
                "127.0.1",
                "2130706433",
                "0177.0.0.1",
                "0x7f.0.0.1",
                "0x7f000001",
                "017700000001",
                "8.8.8.08",
                "127.0.0.1.",
                "256.1.1.1",
                "1.2.3.4.5",
                "example.1",
                "0x",
                "example.0x7f",
                "127.0.0.1..",
                // IPv6
                "[::]",
                "[::1]",
                "[0:0:0:0:0:0:0:1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[::ffff:8.8.8.8%25lo]",
                "[::127.0.0.1]",
                "[::ffff:0:127.0.0.1]",
                "[64:ff9b::127.0.0.1]",
                "[64:ff9b::a00:1]",
                "[64:ff9b:1::8.8.8.8]",
                "[2002:7f00:1::]",
                "[2002:a00:1::1]",
                "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
                "[2001:db8::1]",
                "[2001:10::1]",
                "[2001:20::1]",
                "[fc00::1]",
                "[fd12:3456::1]",
                "[fe80::1]",
                "[fec0::1]",
                "[ff02::1]",
                "[100::1]",
                "[3fff::1]",
                "[5f00::1]",
                "[4000::1]",
                "[2a00::5efe:10.0.0.1]",
                "[2a00::200:5efe:127.0.0.1]",
                // names
                "localhost",
                "LOCALHOST",
                "localhost.",
                "localhost.localdomain",
                "ip6-localhost",
                "ip6-loopback",
                "metadata",
                "metadata.google.internal",
                "metadata.google.internal.",
                "a.localhost",
                "１２７.0.0.1",
                "127。0。0。1"
            })
    void refuses(String host) {
        assertThat(guard.checkLiteral("http://" + host + "/hook")).isPresent();
        assertThat(guard.checkLiteral("https://" + host + ":8443")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.com/",
                "file:///etc/passwd",
                "http:///x",
                "http:x",
                "//example.com",
                "example.com",
                "",
                " ",
                "http://user@example.com/",
                "http://user:pw@example.com/",
                "http://example.com@127.0.0.1/",
                "http://example.com:0/",
                "http://example.com:65536/",
                "http://example.com:8a/",
                "http://127%2e0.0.1/",
                "http://exa mple.com/",
                "http://a..b/",
                "http://-a.example/",
                "http://[::1/",
                "http://[v1.x]/",
                "http://[fe80::1%eth0]/"
            })
    void refuses_what_is_no_webhook_url(String url) {
        assertThat(guard.checkLiteral(url).orElseThrow()).contains("invalid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://8.8.8.8/", "https://example.com/hook", "http://my_service.example:8080/x?y=z",
                        "http://[2606:4700::1111]/",
                "http://[64:ff9b::8.8.8.8]/", "http://[2002:808:808::1]/", "http://[::ffff:8.8.8.8]/",
                        "http://172.32.0.1/",
                "http://100.128.0.1/", "http://тест.com/", "http://localhost.example/", "http://example.com./"
            })
    void lets_through_what_may_be_public(String url) {
        assertThat(guard.checkLiteral(url)).isEmpty();
    }

    @Test
    void one_internal_address_of_many_refuses_the_name() {
        AddressGuard mixed = guard(host -> List.of(address("8.8.8.8"), address("10.0.0.1")));

        assertThatThrownBy(() -> mixed.judge("example.com", 443))
                .isInstanceOf(BlockedAddressException.class)
                .hasMessageContaining("blocked")
                .hasMessageNotContaining("10.0.0.1");
    }

    @Test
    void a_name_that_is_not_there_is_not_blocked() {
        AddressGuard unknown = guard(host -> {
            throw new UnknownHostException(host);
        });

        assertThatThrownBy(() -> unknown.judge("example.com", 443))
                .isInstanceOf(UnknownHostException.class)
                .isNotInstanceOf(BlockedAddressException.class);
    }

    @Test
    void the_allow_list_knows_names_addresses_networks_and_ports() throws UnknownHostException {
        AddressGuard inside = new AddressGuard(
                new AllowList(List.of(
                        "Internal.example", "127.0.0.1:8080", "10.0.0.0/8", "[fd00::/8]:9090", "::1", "localhost:99")),
                host -> List.of(address("192.168.0.1")));

        assertThat(inside.judge("internal.example", 1)).containsExactly(address("192.168.0.1"));
        assertThat(inside.judge("a.internal.example.", 1)).hasSize(1);
        assertThat(inside.judge("localhost", 99)).hasSize(1);
        assertThat(inside.judge("10.1.2.3", 1)).hasSize(1);
        assertThat(inside.judge("127.0.0.1", 8080)).hasSize(1);
        assertThat(inside.judge("fd00::1", 9090)).hasSize(1);
        assertThat(inside.checkLiteral("http://[::1]:5/")).isEmpty();
        for (String url : List.of(
                "http://127.0.0.1:8081/", "http://[fd00::1]:9091/", "http://localhost:98/", "http://172.16.0.1/")) {
            assertThat(inside.checkLiteral(url)).as(url).isPresent();
        }
        assertThatThrownBy(() -> inside.judge("notinternal.example", 1)).isInstanceOf(BlockedAddressException.class);
    }

    @Test
    void an_entry_of_no_known_form_is_refused() {
        assertThatThrownBy(() -> new AllowList(List.of("10.0.0.0/33"))).isInstanceOf(IllegalArgumentException.class);
    }

    private static AddressGuard guard(AddressGuard.Resolver resolver) {
        return new AddressGuard(new AllowList(List.of()), resolver);
    }

    static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
