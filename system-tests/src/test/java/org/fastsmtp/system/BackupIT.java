package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Backup and restore as docs/operations.md says: on the embedded database the data directory of the stopped server is all there is, on PostgreSQL
 * the data directory comes first and the database after it, while mail flows.
 */
class BackupIT {
    private static final String OFTEN = "2s" + ",2s".repeat(49);
    private static final String UNDERSTAND =
            "/subsystem=ejb3/mdb-delivery-group=understand:write-attribute(name=active, value=";

    @Test
    void the_saved_data_directory_brings_back_what_waited_in_the_database_and_on_the_queue() throws Exception {
        AtomicInteger status = new AtomicInteger(503);
        try (Receiver receiver = new Receiver();
                Server server = new Server("backup")) {
            receiver.answer(call -> status.get());
            server.with("webhook_retry_schedule", OFTEN).start();
            server.asRoot().recipient(server.asRoot().domain("example.com"), "tickets", receiver.url("/hook"));
            List<String> inDatabase = send(server, "tickets", "database", 10);
            await().atMost(Duration.ofSeconds(60)).until(() -> ids(receiver).containsAll(inDatabase));
            server.cli().run(UNDERSTAND + "false)");
            List<String> onQueue = send(server, "tickets", "queue", 10);
            server.stop();
            Path saved = Server.work().resolve("backup-saved-" + System.nanoTime());
            run("cp", "-a", server.data().toString(), saved.toString());

            run("rm", "-r", server.data().toString());
            run("cp", "-a", saved.toString(), server.data().toString());
            status.set(200);
            server.start();
            server.cli().run(UNDERSTAND + "true)");

            await().atMost(Duration.ofSeconds(120)).until(() -> deliveries(server, "delivered") == 20);
            assertThat(ids(receiver)).containsAll(inDatabase).containsAll(onQueue);
        }
    }

    @Test
    void saved_while_it_runs_the_journal_and_a_base_backup_after_it_bring_everything_back_once() throws Exception {
        Path backup = Files.createTempDirectory(Server.work(), "backup-");
        AtomicBoolean isOver = new AtomicBoolean();
        try (Receiver receiver = new Receiver();
                Server server = new Server("backup-postgresql").with("webhook_retry_schedule", OFTEN)) {
            receiver.answer(call -> isOver.get() || call.path().equals("/news") ? 200 : 503);
            try (Postgresql database = new Postgresql()) {
                server.with("database_url", database.url()).start();
                String domain = server.asRoot().domain("example.com");
                server.asRoot().recipient(domain, "tickets", receiver.url("/tickets"));
                server.asRoot().recipient(domain, "news", receiver.url("/news"));
                List<String> inDatabase = send(server, "tickets", "database", 10);
                await().atMost(Duration.ofSeconds(60)).until(() -> ids(receiver).containsAll(inDatabase));
                server.cli().run(UNDERSTAND + "false)");
                send(server, "tickets", "queue", 5);
                send(server, "news", "queue", 5);

                server.cli().run(":suspend(suspend-timeout=60)");
                run("cp", "-a", server.data().toString(), backup.resolve("data").toString());
                server.cli().run(":resume", UNDERSTAND + "true)");
                await().atMost(Duration.ofSeconds(60)).until(() -> Server.isListening(server.port("smtp_port")));
                send(server, "tickets", "between", 5);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> deliveries(server, "") == 25 && deliveries(server, "delivered") == 5);
                baseBackup(database, backup);
                isOver.set(true);
                await().atMost(Duration.ofSeconds(120)).until(() -> deliveries(server, "delivered") == 25);
                server.stop();
            }
            Map<String, Set<String>> keys = keys(receiver.calls(), "/tickets");
            int before = receiver.calls().size();

            run("rm", "-r", server.data().toString());
            run("cp", "-a", backup.resolve("data").toString(), server.data().toString());
            try (Postgresql database = Postgresql.on(backup.resolve("database"))) {
                server.with("database_url", database.url()).start();
                server.cli().run(UNDERSTAND + "true)");
                await().atMost(Duration.ofSeconds(120))
                        .until(() -> deliveries(server, "delivered") == 25
                                && isEmpty(server, "inbound")
                                && isEmpty(server, "delivery"));

                List<Receiver.Call> after =
                        receiver.calls().subList(before, receiver.calls().size());
                assertThat(after).as("what was delivered after the dump, once").hasSize(20);
                assertThat(keys(after, "/tickets")).as("each under its key").isEqualTo(keys);
                theAccountIsRight(database);
                server.stop();
            }
        }
    }

    /** The lines of the page, as psql takes them: SQL in one session, and what a shell does between and with it. */
    private static void baseBackup(Postgresql database, Path backup) throws Exception {
        try (Connection session = database.server().getPostgresDatabase().getConnection();
                Statement statement = session.createStatement()) {
            String data = text(statement, "SHOW data_directory");
            boolean isOld = session.getMetaData().getDatabaseMajorVersion() < 15;
            for (String line : OperationsPage.baseBackup()) {
                if (line.startsWith("\\! ")) {
                    shell(line.substring(3), data, backup, "");
                    continue;
                }
                String[] parts = line.split(" \\\\g \\|", 2);
                String sql = isOld
                        ? parts[0].replace(
                                        "pg_backup_start('fastsmtp', true", "pg_start_backup('fastsmtp', true, false")
                                .replace("pg_backup_stop", "pg_stop_backup")
                        : parts[0];
                String answer = text(statement, sql);
                if (parts.length > 1) {
                    shell(parts[1], data, backup, answer + "\n");
                }
            }
        }
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void shell(String command, String data, Path backup, String input)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(Map.of("PGDATA", data, "BACKUP", backup.toString()));
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private static void theAccountIsRight(Postgresql database) throws SQLException {
        try (Connection connection = database.server().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String query : OperationsPage.account()) {
                assertThat(text(statement, "SELECT COUNT(*) FROM (" + query + ") AS found"))
                        .as(query)
                        .isEqualTo("0");
            }
            assertThat(text(statement, "SELECT COUNT(*) FROM mails")).isEqualTo("25");
        }
    }

    private static boolean isEmpty(Server server, String queue) {
        return new Api(server.api(), "")
                .get("/metrics")
                .expect(200)
                .body()
                .matches("(?s).*\nfastsmtp_broker_messages\\{queue=\"" + queue + "\"} 0(\\.0)?\n.*");
    }

    /** Which keys each mail of a path came under. */
    private static Map<String, Set<String>> keys(List<Receiver.Call> calls, String path) {
        return calls.stream()
                .filter(call -> call.path().equals(path))
                .collect(Collectors.groupingBy(
                        Receiver.Call::messageId,
                        Collectors.mapping(call -> call.header("X-Idempotency-Key"), Collectors.toSet())));
    }

    private static List<String> send(Server server, String recipient, String name, int count) {
        List<String> ids = IntStream.range(0, count)
                .mapToObj(i -> "<" + i + "@" + name + "." + recipient + ">")
                .toList();
        try (SmtpClient client = server.smtp()) {
            for (String id : ids) {
                assertThat(client.send("a@b.example", recipient + "@example.com", SmtpClient.mail(id, "s", "x")))
                        .startsWith("250");
            }
        }
        return ids;
    }

    private static int deliveries(Server server, String status) {
        String domain = server.asRoot()
                .get("/api/v1/domains")
                .expect(200)
                .array()
                .getJsonObject(0)
                .getString("id");
        return server.asRoot()
                .get("/api/v1/domains/" + domain + "/delivery-log?limit=100"
                        + (status.isEmpty() ? "" : "&status=" + status))
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
