package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** On PostgreSQL; with large mails, which take other ways there than on H2. */
class PostgresqlApiIT extends ApiContract {
    private static final String QUEUE =
            "jboss.as:subsystem=messaging-activemq,server=default,address-setting=jms.queue.inbound";

    private final Postgresql postgresql = new Postgresql();

    @Override
    Server server() {
        return new Server("api-postgresql")
                .with("database_url", postgresql.url())
                // The fuzz uses up the minute, and a later test wants to hear 401.
                .with("rate_limit_auth_attempts_per_minute", "100000")
                .with("smtp_max_message_size", "62914560")
                .with("webhook_max_inline_attachment_size", "52428800")
                .with("webhook_max_inline_payload_size", "83886080");
    }

    @AfterAll
    void closeDatabase() {
        postgresql.close();
    }

    @Test
    void a_mail_of_55_mib_arrives_inline() {
        byte[] file = file(40 * 1024 * 1024);
        try (Receiver receiver = new Receiver()) {
            send(receiver, "large.example.com", "<large@b>", file);

            await().atMost(Duration.ofSeconds(120))
                    .until(() -> !receiver.calls().isEmpty());
            String body = receiver.calls().get(0).body();
            assertThat(body.contains(Base64.getEncoder().encodeToString(file))).isTrue();
            assertThat(body.contains("\"truncated\"")).isFalse();
        }
        assertThat(running().output()).doesNotContain("OutOfMemoryError");
    }

    @Test
    @DisplayName(
            "finding 2, 23: a large mail that cannot be understood is a dead letter, blocks nobody, and is whole after its redrive")
    void a_large_mail_becomes_a_dead_letter_and_lives_again() throws SQLException {
        byte[] file = file(3 * 1024 * 1024);
        LocalJmx jmx = running().jmx();
        jmx.set(QUEUE, "redeliveryDelay", 20L);
        update("ALTER TABLE mails ADD CONSTRAINT poison CHECK (message_id <> '<poison@b>') NOT VALID");
        try (Receiver receiver = new Receiver()) {
            send(receiver, "poison.example.com", "<poison@b>", file);
            try (SmtpClient client = running().smtp()) {
                client.send("a@b.example", "x@poison.example.com", SmtpClient.mail("<next@b>", "s", "x"));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> !receiver.calls().isEmpty());
            String list = "/api/v1/dead-letters?kind=messages";
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            !running().asRoot().get(list).expect(200).array().isEmpty());

            JsonObject dead = running().asRoot().get(list).array().getJsonObject(0);
            assertThat(dead.getString("queue")).isEqualTo("inbound");
            assertThat(dead.getString("reason")).contains("PSQLException").doesNotContain("poison@b");
            String one = "/api/v1/dead-letters/" + dead.getString("id");
            assertThat(running()
                            .asRoot()
                            .get(one)
                            .expect(200)
                            .json()
                            .get("envelope")
                            .toString())
                    .contains("x@poison.example.com");
            update("ALTER TABLE mails DROP CONSTRAINT poison");
            running().asRoot().post(one + "/redrive", "").expect(200);

            await().atMost(Duration.ofSeconds(60)).until(() -> receiver.calls().size() == 2);
            Receiver.Call call = receiver.calls().get(1);
            assertThat(call.messageId()).isEqualTo("<poison@b>");
            assertThat(call.body().contains(Base64.getEncoder().encodeToString(file)))
                    .isTrue();
            assertThat(running().asRoot().get(list).array()).isEmpty();
            running().asRoot().post(one + "/redrive", "").expect(400);
        } finally {
            update("ALTER TABLE mails DROP CONSTRAINT IF EXISTS poison");
            jmx.set(QUEUE, "redeliveryDelay", 1000L);
        }
    }

    private void send(Receiver receiver, String domain, String id, byte[] file) {
        running().asRoot().recipient(running().asRoot().domain(domain), "x", receiver.url("/hook"));
        String content = ObjectStoreContract.mail(id, Base64.getMimeEncoder().encodeToString(file));
        try (SmtpClient client = running().smtp()) {
            assertThat(client.send("a@b.example", "x@" + domain, content)).startsWith("250");
        }
    }

    private static byte[] file(int size) {
        byte[] file = new byte[size];
        new Random(1).nextBytes(file);
        return file;
    }

    private void update(String sql) throws SQLException {
        try (Connection connection = postgresql.server().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void a_mail_of_which_a_piece_is_gone_is_410_and_not_half_a_mail() throws SQLException {
        Api root = server.asRoot();
        root.recipient(root.domain("gone.example.com"), "tickets", "http://127.0.0.1:1/hook");
        try (SmtpClient client = server.smtp()) {
            String text = ("x".repeat(76) + "\r\n").repeat(2_000);
            assertThat(client.send("a@b.example", "tickets@gone.example.com", SmtpClient.mail("<gone@b>", "s", text)))
                    .startsWith("250");
        }
        String id = await().atMost(Duration.ofSeconds(30)).until(this::deliveryOfGone, found -> !found.isEmpty());
        String delivery = "/api/v1/delivery-log/" + id;
        root.get(delivery + "/raw").expect(200);

        try (Connection connection = postgresql.server().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("DELETE FROM mail_chunks WHERE mail_id ="
                            + " (SELECT mail_id FROM delivery_log WHERE id = '" + id + "')"))
                    .isPositive();
        }

        for (String part : List.of("/raw", "/attachments/0")) {
            assertThat(root.get(delivery + part).expect(410).json().getString("detail"))
                    .isEqualTo("The content of this mail is gone");
        }
        assertThat(root.get(delivery).expect(200).json()).containsEntry("payload", JsonValue.NULL);
    }

    private String deliveryOfGone() throws SQLException {
        try (Connection connection = postgresql.server().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id FROM delivery_log WHERE message_id = '<gone@b>'")) {
            return row.next() ? row.getString(1) : "";
        }
    }

    @Test
    void each_server_command_works_on_the_database_itself_and_leaves_what_the_api_leaves() throws SQLException {
        try (ServerCommandLine line = server.commandLine("api_port", String.valueOf(Server.freePort()))) {
            new ServerCommands(line, server, "direct").some();
        }
        try (ServerCommandLine line = server.commandLine("api_port", server.setting("api_port"))) {
            new ServerCommands(line, server, "through-api").some();
        }
        assertThat(audited("direct")).hasSize(10).isEqualTo(audited("through-api"));
    }

    /** What the commands about a user and a domain of this name left in the audit log, oldest first, without what is new each time. */
    private List<String> audited(String name) throws SQLException {
        try (Connection connection = postgresql.server().getPostgresDatabase().getConnection();
                PreparedStatement select =
                        connection.prepareStatement("WITH mine AS (SELECT id FROM users WHERE username = ?"
                                + " UNION SELECT id FROM domains WHERE domain_name = ?"
                                + " UNION SELECT k.id FROM api_keys k JOIN users u ON u.id = k.user_id WHERE u.username = ?)"
                                + " SELECT action, target, domain_id IS NULL, actor, before_change, after_change,"
                                + " (SELECT name FROM api_keys WHERE id = target_id) FROM audit_log"
                                + " WHERE target_id IN (SELECT id FROM mine) ORDER BY created_at")) {
            select.setString(1, name);
            select.setString(2, name + ".example.com");
            select.setString(3, name);
            List<String> lines = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    lines.add(
                            (row.getString(1) + " " + row.getString(2) + " " + row.getString(3) + " " + row.getString(4)
                                            + " " + row.getString(5) + " " + row.getString(6) + " " + row.getString(7))
                                    .replace(name, "NAME")
                                    .replaceAll("[0-9a-f-]{36}", "ID")
                                    .replaceAll("fsmtp_[A-Za-z0-9_-]{6}", "PREFIX"));
                }
            }
            return lines;
        }
    }

    @Test
    @DisplayName("issue 8: JBoss CLI stops and restarts a cleanup that runs; nobody starts two")
    void the_command_line_stops_a_running_cleanup_and_restarts_it_at_its_checkpoint() {
        cleanups().byCommandLine();
    }

    @Test
    void jmx_and_the_api_stop_a_running_cleanup_after_its_chunk() {
        cleanups().byJmxAndApi();
    }

    @Test
    @DisplayName("issue 8: jobs are startable and stoppable by the server's own console")
    void a_management_user_starts_stops_and_restarts_a_cleanup_in_the_web_console() {
        cleanups().byConsole();
    }

    private CleanupRuns cleanups() {
        return new CleanupRuns(server, new OldDeliveries(postgresql));
    }
}
