package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Backup and restore as docs/operations.md says, on the embedded database: the data directory of the stopped server is all there is. */
class BackupIT {
    private static final String UNDERSTAND =
            "/subsystem=ejb3/mdb-delivery-group=understand:write-attribute(name=active, value=";

    @Test
    void the_saved_data_directory_brings_back_what_waited_in_the_database_and_on_the_queue() throws Exception {
        AtomicInteger status = new AtomicInteger(503);
        try (Receiver receiver = new Receiver();
                Server server = new Server("backup")) {
            receiver.answer(call -> status.get());
            server.with("webhook_retry_schedule", "2s,2s,2s,2s,2s,2s,2s,2s,2s,2s,2s,2s,2s,2s,2s,2s,2s,2s,2s,2s")
                    .start();
            server.asRoot().recipient(server.asRoot().domain("example.com"), "tickets", receiver.url("/hook"));
            List<String> inDatabase = send(server, "database");
            await().atMost(Duration.ofSeconds(60)).until(() -> ids(receiver).containsAll(inDatabase));
            server.cli().run(UNDERSTAND + "false)");
            List<String> onQueue = send(server, "queue");
            server.stop();
            Path saved = Server.work().resolve("backup-saved-" + System.nanoTime());
            run("cp", "-a", server.data().toString(), saved.toString());

            run("rm", "-r", server.data().toString());
            run("cp", "-a", saved.toString(), server.data().toString());
            status.set(200);
            server.start();
            server.cli().run(UNDERSTAND + "true)");

            await().atMost(Duration.ofSeconds(120)).until(() -> delivered(server) == 20);
            assertThat(ids(receiver)).containsAll(inDatabase).containsAll(onQueue);
        }
    }

    private static List<String> send(Server server, String name) {
        List<String> ids = IntStream.range(0, 10)
                .mapToObj(i -> "<" + i + "@" + name + ".example>")
                .toList();
        try (SmtpClient client = server.smtp()) {
            for (String id : ids) {
                assertThat(client.send("a@b.example", "tickets@example.com", SmtpClient.mail(id, "s", "x")))
                        .startsWith("250");
            }
        }
        return ids;
    }

    private static int delivered(Server server) {
        String domain = server.asRoot()
                .get("/api/v1/domains")
                .expect(200)
                .array()
                .getJsonObject(0)
                .getString("id");
        return server.asRoot()
                .get("/api/v1/domains/" + domain + "/delivery-log?status=delivered&limit=100")
                .expect(200)
                .array()
                .size();
    }

    private static List<String> ids(Receiver receiver) {
        return receiver.calls().stream().map(Receiver.Call::messageId).toList();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }
}
