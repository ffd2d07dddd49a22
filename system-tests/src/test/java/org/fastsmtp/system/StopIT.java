package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Starting and ending the server as an operator does. */
class StopIT {
    @Test
    @DisplayName("finding 3: SIGTERM during slow deliveries loses nothing and sends nothing again that was answered")
    void what_is_under_way_ends_and_the_rest_waits_for_the_next_start() {
        try (Receiver receiver = new Receiver();
                Server server = new Server("stop").start()) {
            server.asRoot().recipient(server.asRoot().domain("example.com"), "tickets", receiver.url("/hook"));
            receiver.answer(call -> {
                java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(700));
                return 200;
            });
            try (SmtpClient client = server.smtp()) {
                for (int i = 0; i < 60; i++) {
                    assertThat(client.send(
                                    "a@b.example",
                                    "tickets@example.com",
                                    SmtpClient.mail("<" + i + "@stop>", "s", "x")))
                            .startsWith("250");
                }
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> receiver.calls().size() >= 5);

            server.stop();
            server.start();

            await().atMost(Duration.ofSeconds(60)).until(() -> ids(receiver).size() == 60);
            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(5)).until(() -> true);
            assertThat(receiver.calls()).hasSize(60);
        }
    }

    @Test
    void a_second_start_on_the_same_data_or_port_says_so_and_ends() throws Exception {
        try (Server server = new Server("first").start();
                Server second = new Server("second")) {
            second.with("data_dir", server.data().toString()).launch();
            assertThat(second.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(second.process().exitValue()).isEqualTo(1);
            assertThat(second.output()).contains("in use");

            try (Server third = new Server("third").with("smtp_port", server.setting("smtp_port"))) {
                third.launch();
                assertThat(third.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(third.process().exitValue()).isNotZero();
                assertThat(third.output()).contains("smtp_port".toUpperCase(java.util.Locale.ROOT));
            }
        }
    }

    @Test
    void an_unreadable_setting_is_named_and_nothing_starts() throws Exception {
        try (Server server = new Server("setting").with("smtp_port", "mail")) {
            server.launch();
            assertThat(server.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(server.process().exitValue()).isEqualTo(2);
            assertThat(server.output()).contains("FASTSMTP_SMTP_PORT").contains("number from 1 to 65535");
        }
    }

    /** Of a server that serves the API alone: one start for both. */
    @Test
    void a_root_key_is_made_at_the_first_start_and_never_printed() throws Exception {
        try (Server server =
                new Server("key").only("--api-only").without("root_api_key").start()) {
            var file = server.data().resolve("root.key");
            String key = Files.readString(file).strip();
            assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
            assertThat(key).startsWith("fsmtp_").hasSize(49);
            assertThat(server.output()).contains(file.toString()).doesNotContain(key);
            assertThat(server.root(key)
                            .get("/api/v1/auth/me")
                            .expect(200)
                            .json()
                            .getBoolean("is_root"))
                    .isTrue();
            takesNoMailAndConsumesNothing(server);
        }
    }

    /** What {@code --api-only} leaves out is not there, and is not missing: the node is ready. */
    private static void takesNoMailAndConsumesNothing(Server server) {
        assertThat(Server.isListening(server.port("smtp_port"))).isFalse();
        assertThat(Server.isListening(server.port("smtp_tls_port"))).isFalse();
        assertThat(server.root("")
                        .get("/api/v1/health/ready")
                        .expect(200)
                        .json()
                        .getJsonObject("parts"))
                .doesNotContainKey("smtp");
        try (Jmx jmx = new Jmx(server.port("management_port"))) {
            for (String stage : new String[] {"intake", "understand", "deliver"}) {
                assertThat(jmx.attribute("type=Stage,name=" + stage, "Paused"))
                        .as(stage)
                        .isEqualTo(true);
            }
        }
    }

    private static Set<String> ids(Receiver receiver) {
        return receiver.calls().stream().map(Receiver.Call::messageId).collect(Collectors.toSet());
    }
}
