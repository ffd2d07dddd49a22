package org.fastsmtp.smtp.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deadlines, pause, stop, size: what a session lives through. */
class SessionLifeTest {
    private static SmtpSettings.Sessions sessions(int most, Duration command, Duration data, Duration greeting) {
        return new SmtpSettings.Sessions(
                most, command, data, Duration.ofSeconds(60), greeting, 50, Duration.ofSeconds(5), true);
    }

    private static Fixture fixture(SmtpSettings.Sessions sessions) throws IOException {
        return new Fixture(settings -> Fixture.with(settings, sessions));
    }

    private static Fixture fixture(Duration command, Duration data, Duration greeting) throws IOException {
        return fixture(sessions(0, command, data, greeting));
    }

    @Test
    void a_command_that_drips_is_over_at_its_deadline() throws Exception {
        try (Fixture fixture = fixture(Duration.ofMillis(400), Duration.ofSeconds(20), Duration.ZERO);
                Transcript client = fixture.connect()) {
            client.hello();
            CompletableFuture<Void> drip = CompletableFuture.runAsync(() -> {
                try {
                    while (true) {
                        client.raw("N");
                        java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
                    }
                } catch (IOException e) {
                    assertThat(e).isNotNull();
                }
            });
            client.expect("421 4.4.2").close();
            drip.join();
        }
    }

    @Test
    void data_has_a_deadline_of_its_own() throws Exception {
        try (Fixture fixture = fixture(Duration.ofSeconds(20), Duration.ofMillis(300), Duration.ZERO);
                Transcript client = fixture.connect()) {
            client.hello().envelope("a@example.com", "b@example.org");
            client.send("DATA").expect("354").raw("half a ma").expect("421 4.4.2");
            assertThat(fixture.taken).isEmpty();
        }
    }

    @Test
    void a_session_ends_between_two_commands_when_its_time_is_over() throws Exception {
        SmtpSettings.Sessions short1 = new SmtpSettings.Sessions(
                0,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofMillis(1),
                Duration.ZERO,
                50,
                Duration.ofSeconds(5),
                true);
        try (Fixture fixture = fixture(short1);
                Transcript client = fixture.connect()) {
            client.expect("220").expect("421 4.4.2").expectClosed();
        }
    }

    @Test
    void a_client_that_talks_before_the_greeting_is_refused() throws Exception {
        try (Fixture fixture = fixture(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofMillis(300))) {
            try (Transcript client = fixture.connect()) {
                client.send("EHLO c.example").expect("554 5.5.1").expectClosed();
            }
            try (Transcript client = fixture.connect()) {
                client.hello();
            }
            assertThat(fixture.listener.getEarlyTalkers()).isEqualTo(1);
        }
    }

    @Test
    void too_many_sessions_are_told_421() throws Exception {
        try (Fixture fixture = fixture(sessions(1, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ZERO));
                Transcript first = fixture.connect()) {
            first.hello();
            try (Transcript second = fixture.connect()) {
                second.expect("421 4.3.2").expectClosed();
            }
        }
    }

    @Test
    void a_pause_refuses_new_work_and_ends_old() throws Exception {
        try (Fixture fixture = new Fixture();
                Transcript sending = fixture.connect();
                Transcript idle = fixture.connect()) {
            sending.hello()
                    .envelope("a@example.com", "b@example.org")
                    .send("DATA")
                    .expect("354");
            idle.hello();
            fixture.listener.pause();
            try (Transcript late = fixture.connect()) {
                late.expect("421 4.3.2").expectClosed();
            }
            idle.send("MAIL FROM:<a@example.com>").expect("421 4.3.2").expectClosed();
            sending.raw("x\r\n.\r\n").expect("250 2.6.0");
            fixture.listener.resume();
            sending.envelope("a@example.com", "b@example.org");
        }
    }

    @Test
    void a_stop_tells_the_idle_and_waits_for_the_busy() throws Exception {
        Fixture fixture = new Fixture();
        try (Transcript idle = fixture.connect();
                Transcript busy = fixture.connect()) {
            idle.hello();
            busy.hello().envelope("a@example.com", "b@example.org").send("DATA").expect("354");
            CompletableFuture<Void> stop = CompletableFuture.runAsync(fixture::close);
            idle.expect("421 4.3.2").expectClosed();
            fixture.close(); // once more does nothing, and cuts nobody
            busy.raw("x\r\n.\r\n").expect("250 2.6.0");
            busy.expect("421 4.3.2").expectClosed();
            stop.join();
            assertThat(fixture.taken).hasSize(1);
        }
    }

    @Test
    void a_session_can_be_dropped_by_its_id() throws Exception {
        try (Fixture fixture = new Fixture();
                Transcript client = fixture.connect()) {
            client.hello();
            Awaitility.await().until(() -> fixture.listener.getSessionsByState().containsKey("IDLE"));
            String id = fixture.listener.getSessionClients().keySet().iterator().next();
            assertThat(fixture.listener.dropSession(id)).isTrue();
            client.expect("421 4.3.2").expectClosed();
            assertThat(fixture.listener.dropSession("nobody")).isFalse();
        }
    }

    @Test
    void large_content_waits_in_a_file_that_is_gone_afterwards(@TempDir Path spool) throws Exception {
        Files.writeString(spool.resolve("1.content"), "left behind by a dead server");
        Files.writeString(spool.resolve("mine.txt"), "somebody else's");
        try (Fixture fixture = new Fixture(settings -> Fixture.with(
                        settings,
                        new SmtpSettings.Content(
                                10_000_000, 2000, 3, SmtpSettings.BareNewline.NORMALISE, Optional.of(spool), 32_768)));
                Transcript client = fixture.connect()) {
            assertThat(files(spool)).isEqualTo(1);
            long[] during = new long[1];
            fixture.handover = mail -> {
                during[0] = files(spool);
                return true;
            };
            String body = "Subject: large\r\nAuthentication-Results: mx.example.net; spf=pass\r\n\r\n"
                    + ("..line".repeat(10) + "\r\n").repeat(20_000);
            client.hello()
                    .envelope("a@example.com", "b@example.org")
                    .send("DATA")
                    .expect("354");
            client.raw(body.replace("\r\n..", "\r\n...") + ".\r\n").expect("250 2.6.0");
            assertThat(fixture.body())
                    .isEqualTo(body.replace("Authentication-Results: mx.example.net; spf=pass\r\n", ""));
            assertThat(fixture.taken.get(0).mail().content().size())
                    .isEqualTo(fixture.taken.get(0).content().length());
            assertThat(during[0]).isEqualTo(2);
            client.envelope("a@example.com", "b@example.org")
                    .send("DATA")
                    .expect("354")
                    .raw("x".repeat(50));
            client.raw(("\r\n" + "x".repeat(100)).repeat(1000)).close();
            Awaitility.await().until(() -> files(spool) == 1);
        }
        assertThat(spool.resolve("mine.txt")).exists();
    }

    @Test
    void forged_results_of_our_own_name_are_taken_out() throws Exception {
        String header = "AUTHENTICATION-RESULTS:\r\n (hi) MX.example.net/1;\r\n\tspf=pass\r\n"
                + "Authentication-Results: other.example; spf=fail\r\n"
                + "authentication-results: \"mx.example.net\"; dkim=pass\r\n"
                + "Subject: Authentication-Results: mx.example.net\r\n";
        try (Fixture fixture = new Fixture();
                Transcript client = fixture.connect()) {
            client.hello()
                    .envelope("a@example.com", "b@example.org")
                    .send("DATA")
                    .expect("354");
            client.raw(header + "\r\nAuthentication-Results: mx.example.net; body\r\n.\r\n")
                    .expect("250");
            assertThat(fixture.body())
                    .isEqualTo("Authentication-Results: other.example; spf=fail\r\n"
                            + "Subject: Authentication-Results: mx.example.net\r\n\r\n"
                            + "Authentication-Results: mx.example.net; body\r\n");
            assertThat(fixture.taken.get(0).content())
                    .matches(
                            "(?s)Received: from client.example \\(\\[127.0.0.1\\]\\)\r\n\tby mx.example.net with ESMTP\r\n"
                                    + "\tid [0-9a-f-]{36}\r\n\tfor <b@example.org>;\r\n\t.*");
        }
    }

    @Test
    void a_mail_that_loops_is_refused() throws Exception {
        try (Fixture fixture = new Fixture();
                Transcript client = fixture.connect()) {
            client.hello()
                    .envelope("a@example.com", "b@example.org")
                    .send("DATA")
                    .expect("354");
            client.raw("Received: x\r\n".repeat(101) + "\r\n.\r\n").expect("554 5.4.6");
        }
    }

    private static long files(Path directory) {
        try (Stream<Path> list = Files.list(directory)) {
            return list.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
