package org.fastsmtp.smtp.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.fastsmtp.smtp.limit.ClientLimits.Client;
import org.fastsmtp.smtp.limit.ClientLimits.Verdict;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("finding 7: what one client may ask for")
class ClientLimitsTest {
    private final Time time = new Time();

    @Test
    void the_31st_connection_in_a_minute_waits() throws Exception {
        ClientLimits limits = limits(LimitSettings.defaults());
        for (int i = 0; i < 30; i++) {
            time.pass(Duration.ofSeconds(1));
            assertThat(connect(limits, "192.0.2.1")).isEqualTo(Verdict.ALLOWED);
        }
        assertThat(connect(limits, "192.0.2.1")).isEqualTo(Verdict.TOO_MANY_CONNECTIONS);
        assertThat(connect(limits, "192.0.2.2")).isEqualTo(Verdict.ALLOWED);
        time.pass(Duration.ofSeconds(60));
        assertThat(connect(limits, "192.0.2.1")).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void a_64_of_ipv6_is_one_client() throws Exception {
        ClientLimits limits = limits(of(2, 0, 0, 0, 0));
        assertThat(connect(limits, "2001:db8::1")).isEqualTo(Verdict.ALLOWED);
        assertThat(connect(limits, "2001:db8::ffff:2")).isEqualTo(Verdict.ALLOWED);
        assertThat(connect(limits, "2001:db8::3")).isEqualTo(Verdict.TOO_MANY_CONNECTIONS);
        assertThat(connect(limits, "2001:db8:0:1::1")).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void sessions_at_once_are_given_back() throws Exception {
        ClientLimits limits = limits(of(0, 1, 0, 0, 0));
        Client first = limits.client(address("192.0.2.1"));
        Client second = limits.client(address("192.0.2.1"));
        assertThat(first.enter()).isEqualTo(Verdict.ALLOWED);
        assertThat(second.enter()).isEqualTo(Verdict.TOO_MANY_SESSIONS);
        second.leave();
        first.leave();
        first.leave();
        assertThat(limits.client(address("192.0.2.1")).enter()).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void mails_recipients_and_octets_are_counted() throws Exception {
        ClientLimits limits = limits(of(0, 0, 2, 3, 1000));
        Client client = limits.client(address("192.0.2.1"));
        assertThat(client.takeMail("a.example")).isEqualTo(Verdict.ALLOWED);
        assertThat(client.mayMail("a.example")).isEqualTo(Verdict.ALLOWED);
        assertThat(client.takeMail("a.example")).isEqualTo(Verdict.ALLOWED);
        assertThat(client.mayMail("a.example")).isEqualTo(Verdict.TOO_MANY_MAILS);
        assertThat(client.takeMail("a.example")).isEqualTo(Verdict.TOO_MANY_MAILS);
        time.pass(Duration.ofSeconds(61));
        for (int i = 0; i < 3; i++) {
            assertThat(client.takeRecipient("b.example")).isEqualTo(Verdict.ALLOWED);
        }
        assertThat(client.takeRecipient("b.example")).isEqualTo(Verdict.TOO_MANY_RECIPIENTS);
        client.octets(2500);
        assertThat(client.mayMail("a.example")).isEqualTo(Verdict.TOO_MANY_OCTETS);
        time.pass(Duration.ofSeconds(61));
        assertThat(client.mayMail("a.example")).isEqualTo(Verdict.TOO_MANY_OCTETS);
        time.pass(Duration.ofSeconds(121));
        assertThat(client.mayMail("a.example")).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void domains_have_limits_of_their_own() throws Exception {
        ClientLimits limits = limits(new LimitSettings(true, 0, 0, 0, 0, 0, 1, 1, 1000, NetworkSet.NONE));
        Client client = limits.client(address("192.0.2.1"));
        Client other = limits.client(address("192.0.2.2"));
        assertThat(client.takeMail("a.example")).isEqualTo(Verdict.ALLOWED);
        assertThat(other.mayMail("a.example")).isEqualTo(Verdict.TOO_MANY_MAILS);
        assertThat(other.takeMail("b.example")).isEqualTo(Verdict.ALLOWED);
        assertThat(client.takeRecipient("r.example")).isEqualTo(Verdict.ALLOWED);
        assertThat(other.takeRecipient("r.example")).isEqualTo(Verdict.TOO_MANY_RECIPIENTS);
    }

    @Test
    void exempt_networks_and_switched_off_limits_have_none() throws Exception {
        ClientLimits limits =
                limits(new LimitSettings(true, 1, 1, 1, 1, 1, 1, 1, 1000, NetworkSet.parse("192.0.2.0/24")));
        ClientLimits off = limits(new LimitSettings(false, 1, 1, 1, 1, 1, 1, 1, 1000, NetworkSet.NONE));
        for (int i = 0; i < 5; i++) {
            assertThat(limits.client(address("192.0.2.9")).enter()).isEqualTo(Verdict.ALLOWED);
            assertThat(off.client(address("198.51.100.1")).enter()).isEqualTo(Verdict.ALLOWED);
            assertThat(off.client(address("198.51.100.1")).takeMail("a")).isEqualTo(Verdict.ALLOWED);
        }
    }

    @Test
    void a_reset_gives_everything_back() throws Exception {
        ClientLimits limits = limits(of(1, 0, 0, 0, 0));
        connect(limits, "192.0.2.1");
        assertThat(connect(limits, "192.0.2.1")).isEqualTo(Verdict.TOO_MANY_CONNECTIONS);
        limits.reset();
        assertThat(connect(limits, "192.0.2.1")).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void a_hundred_thousand_networks_leave_memory_flat() throws Exception {
        ClientLimits limits = limits(LimitSettings.defaults());
        for (int i = 0; i < 100_000; i++) {
            InetAddress address =
                    InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(i).array());
            Client client = limits.client(address);
            client.enter();
            client.leave();
        }
        assertThat(limits.remembered()).isLessThanOrEqualTo(50_000);
        time.pass(Duration.ofMinutes(3));
        assertThat(limits.remembered()).isZero();
    }

    private ClientLimits limits(LimitSettings settings) {
        return new ClientLimits(settings, time);
    }

    private static LimitSettings of(int connections, int sessions, int mails, int recipients, long octets) {
        return new LimitSettings(true, connections, sessions, mails, recipients, octets, 0, 0, 50_000, NetworkSet.NONE);
    }

    private static Verdict connect(ClientLimits limits, String address) throws Exception {
        Client client = limits.client(address(address));
        Verdict verdict = client.enter();
        client.leave();
        return verdict;
    }

    private static InetAddress address(String text) {
        return Network.literal(text);
    }

    private static final class Time implements TimeMeter {
        private long now = 1_000_000_000L;

        void pass(Duration time) {
            now += time.toNanos();
        }

        @Override
        public long currentTimeNanos() {
            return now;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
