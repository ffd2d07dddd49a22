package org.fastsmtp.smtp.listener;

import static org.assertj.core.api.Assertions.assertThat;

import org.fastsmtp.smtp.limit.LimitSettings;
import org.fastsmtp.smtp.limit.NetworkSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Limits and the PROXY protocol as clients meet them. */
class LimitTest {
    private static final NetworkSet LOOPBACK = NetworkSet.parse("127.0.0.0/8");

    private static Fixture fixture(int connections, int mails, int perDomain, NetworkSet proxies) throws Exception {
        LimitSettings limits =
                new LimitSettings(true, connections, 50, mails, 0, 0, 0, perDomain, 1000, NetworkSet.NONE);
        return new Fixture(settings -> Fixture.with(settings, limits, proxies));
    }

    @Test
    @DisplayName("finding 7: the connection over the limit gets 421 and is closed")
    void connections_are_limited_at_connect() throws Exception {
        try (Fixture fixture = fixture(30, 0, 0, NetworkSet.NONE)) {
            for (int i = 0; i < 30; i++) {
                try (Transcript client = fixture.connect()) {
                    client.expect("220");
                }
            }
            try (Transcript client = fixture.connect()) {
                client.expect("421 4.7.0").expectClosed();
            }
            assertThat(fixture.listener.getLimitedConnections()).isEqualTo(1);
            assertThat(fixture.listener.getRefusals()).containsEntry("421 4.7.0", 1L);
            fixture.listener.resetLimits();
            try (Transcript client = fixture.connect()) {
                client.expect("220");
            }
        }
    }

    @Test
    void mails_are_limited_at_mail_before_anything_is_sent() throws Exception {
        try (Fixture fixture = fixture(0, 2, 0, NetworkSet.NONE);
                Transcript client = fixture.connect()) {
            client.hello();
            for (int i = 0; i < 2; i++) {
                client.envelope("a@example.com", "b@example.org");
                client.send("DATA").expect("354").raw("x\r\n.\r\n").expect("250");
            }
            client.send("MAIL FROM:<a@example.com>").expect("450 4.7.1");
            client.send("NOOP").expect("250");
        }
    }

    @Test
    void recipients_of_a_domain_are_limited_at_rcpt() throws Exception {
        try (Fixture fixture = fixture(0, 0, 1, NetworkSet.NONE);
                Transcript client = fixture.connect()) {
            client.hello().envelope("a@example.com", "b@example.org", "c@example.net");
            client.send("RCPT TO:<d@example.org>").expect("450 4.7.1");
        }
    }

    @Test
    void octets_of_a_network_are_limited_at_the_next_mail() throws Exception {
        try (Fixture fixture = fixture(new LimitSettings(true, 0, 0, 0, 0, 100, 0, 0, 1000, NetworkSet.NONE));
                Transcript client = fixture.connect()) {
            client.hello().envelope("a@example.com", "b@example.org");
            client.send("DATA").expect("354").raw("x".repeat(150) + "\r\n.\r\n").expect("250");
            client.send("MAIL FROM:<a@example.com>").expect("450 4.7.1");
            client.send("QUIT").expect("221");
        }
    }

    @Test
    void mails_of_a_sender_domain_are_limited_at_mail() throws Exception {
        try (Fixture fixture = fixture(new LimitSettings(true, 0, 0, 0, 0, 0, 1, 0, 1000, NetworkSet.NONE));
                Transcript client = fixture.connect()) {
            client.hello().envelope("a@example.com", "b@example.org");
            client.send("DATA").expect("354").raw("x\r\n.\r\n").expect("250");
            client.send("MAIL FROM:<b@EXAMPLE.com>").expect("450 4.7.1");
            client.send("MAIL FROM:<a@example.net>").expect("250");
        }
    }

    @Test
    void recipients_of_a_network_are_limited_at_rcpt() throws Exception {
        try (Fixture fixture = fixture(new LimitSettings(true, 0, 0, 0, 1, 0, 0, 0, 1000, NetworkSet.NONE));
                Transcript client = fixture.connect()) {
            client.hello().envelope("a@example.com", "b@example.org");
            client.send("RCPT TO:<c@example.net>").expect("450 4.7.1");
        }
    }

    @Test
    void an_exempt_network_has_no_limit() throws Exception {
        try (Fixture fixture = fixture(new LimitSettings(true, 1, 1, 1, 1, 1, 1, 1, 1000, LOOPBACK));
                Transcript first = fixture.connect();
                Transcript second = fixture.connect()) {
            first.hello();
            second.hello();
            for (int i = 0; i < 2; i++) {
                second.envelope("a@example.com", "b@example.org", "c@example.org");
                second.send("DATA").expect("354").raw("x\r\n.\r\n").expect("250");
            }
        }
    }

    private static Fixture fixture(LimitSettings limits) throws java.io.IOException {
        return new Fixture(settings -> Fixture.with(settings, limits, NetworkSet.NONE));
    }

    @Test
    void the_proxy_header_of_a_trusted_balancer_names_the_client() throws Exception {
        try (Fixture fixture = fixture(1, 0, 0, LOOPBACK)) {
            try (Transcript client = fixture.connect()) {
                client.raw("PROXY TCP4 203.0.113.7 192.0.2.1 4711 25\r\n").hello();
                client.envelope("a@example.com", "b@example.org");
                client.send("DATA").expect("354").raw("x\r\n.\r\n").expect("250");
                var origin = fixture.taken.get(0).mail().origin();
                assertThat(origin.address().getHostAddress()).isEqualTo("203.0.113.7");
                assertThat(origin.port()).isEqualTo(4711);
                assertThat(fixture.taken.get(0).content()).contains("([203.0.113.7])");
            }
            try (Transcript same = fixture.connect()) {
                same.raw("PROXY TCP4 203.0.113.7 192.0.2.1 4712 25\r\n").expect("421 4.7.0");
            }
            byte[] two = {
                '\r',
                '\n',
                '\r',
                '\n',
                0,
                '\r',
                '\n',
                'Q',
                'U',
                'I',
                'T',
                '\n',
                0x21,
                0x21,
                0,
                36,
                0x20,
                1,
                0xd,
                (byte) 0xb8,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                5,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                1,
                0x12,
                0x67,
                0,
                25
            };
            try (Transcript client = fixture.connect()) {
                client.raw(two).hello();
                assertThat(fixture.listener.getSessionClients().values()).contains("2001:db8:0:0:0:0:0:5");
            }
            byte[] local = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n', 0x20, 0, 0, 0};
            try (Transcript client = fixture.connect()) {
                client.raw(local).hello();
            }
        }
    }

    @Test
    void without_its_header_a_trusted_balancer_is_refused() throws Exception {
        try (Fixture fixture = fixture(0, 0, 0, LOOPBACK);
                Transcript client = fixture.connect()) {
            client.send("EHLO client.example").expect("421 4.7.0").expectClosed();
        }
    }

    @Test
    void from_anybody_else_the_header_is_an_early_talker() throws Exception {
        try (Fixture fixture = fixture(0, 0, 0, NetworkSet.parse("192.0.2.0/24"));
                Transcript client = fixture.connect()) {
            client.expect("220")
                    .send("PROXY TCP4 203.0.113.7 192.0.2.1 4711 25")
                    .expect("500 5.5.2");
        }
    }
}
