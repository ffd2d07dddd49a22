package org.fastsmtp.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.fastsmtp.MovingClock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthFactsTest {
    private static final List<String> PARTS =
            List.of("server", "database", "broker", "smtp", "consumers", "disk", "queue-age", "certificate");

    private final MovingClock clock = new MovingClock();

    @ParameterizedTest(name = "finding 24: with {0} stopped, {0} turns red and nothing else")
    @ValueSource(strings = {"server", "database", "broker", "smtp", "consumers", "disk"})
    void stopping_a_vital_part_turns_the_right_check_red(String stopped) {
        HealthFacts facts = new HealthFacts(
                PARTS.stream()
                        .map(name -> part(name, true, () -> {
                            if (name.equals(stopped)) {
                                throw new IOException("secret: 192.0.2.1");
                            }
                            return HealthFacts.Seen.up("answers");
                        }))
                        .toList(),
                clock);

        List<HealthFacts.Fact> all = facts.all();

        assertThat(HealthFacts.isReady(all)).isFalse();
        assertThat(all.stream().filter(fact -> !fact.isUp()).map(HealthFacts.Fact::name))
                .containsExactly(stopped);
        assertThat(all.toString()).doesNotContain("secret");
        assertThat(HealthFacts.isReady(facts.of(List.of("nothing-else")))).isTrue();
    }

    @Test
    @DisplayName("finding 24: what is not vital is named and does not make the node unready")
    void a_part_that_is_not_vital_only_degrades() {
        HealthFacts facts =
                new HealthFacts(List.of(part("s3", false, () -> HealthFacts.Seen.down("unreachable"))), clock);

        assertThat(facts.all())
                .singleElement()
                .satisfies(fact -> assertThat(fact.isUp()).isFalse());
        assertThat(HealthFacts.isReady(facts.all())).isTrue();
    }

    @Test
    void a_part_is_looked_at_once_in_its_interval_however_often_somebody_asks() {
        AtomicInteger looks = new AtomicInteger();
        AtomicBoolean isUp = new AtomicBoolean(true);
        HealthFacts facts = new HealthFacts(
                List.of(part("database", true, () -> {
                    looks.incrementAndGet();
                    return new HealthFacts.Seen(isUp.get(), "");
                })),
                clock);

        facts.all();
        isUp.set(false);
        assertThat(HealthFacts.isReady(facts.all())).isTrue();
        assertThat(looks).hasValue(1);

        clock.advance(Duration.ofSeconds(5));
        assertThat(HealthFacts.isReady(facts.all())).isFalse();
        assertThat(looks).hasValue(2);
    }

    @Test
    @DisplayName("finding 24: the listener is asked in its own language")
    void a_listener_that_speaks_smtp_is_up() throws Exception {
        assertThat(dialogue("220-mx.example.org\r\n220 ready\r\n", "221 bye\r\n")
                        .isUp())
                .isTrue();
        assertThat(dialogue("421 too many\r\n", "").isUp()).isTrue();
    }

    @Test
    void a_listener_that_only_accepts_connections_is_down() throws Exception {
        assertThat(dialogue("", "").isUp()).isFalse();
        assertThat(dialogue("HTTP/1.1 400 Bad Request\r\n", "").isUp()).isFalse();
        assertThat(dialogue("220 ready\r\n", "").isUp()).isFalse();
    }

    private static HealthFacts.Seen dialogue(String banner, String farewell) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> {
                try (Socket socket = listener.accept()) {
                    socket.getOutputStream().write(banner.getBytes(StandardCharsets.US_ASCII));
                    if (!farewell.isEmpty()) {
                        socket.getInputStream().read(new byte[6]);
                        socket.getOutputStream().write(farewell.getBytes(StandardCharsets.US_ASCII));
                    }
                } catch (IOException e) {
                    // The other side has what it wanted.
                }
            });
            server.start();
            HealthFacts.Seen seen = new SmtpDialogue("0.0.0.0", listener.getLocalPort(), Duration.ofSeconds(2)).speak();
            server.join();
            return seen;
        }
    }

    private static HealthFacts.Part part(String name, boolean isVital, HealthFacts.Look look) {
        return new HealthFacts.Part(name, isVital, Duration.ofSeconds(5), look);
    }
}
