package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonValue;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** On PostgreSQL. */
class PostgresqlApiIT extends ApiContract {
    private final Postgresql postgresql = new Postgresql();

    @Override
    Server server() {
        return new Server("api-postgresql").with("database_url", postgresql.url());
    }

    @AfterAll
    void closeDatabase() {
        postgresql.close();
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
    void each_server_command_works_on_the_database_itself_when_no_api_answers() {
        try (ServerCommandLine line = server.commandLine("api_port", String.valueOf(Server.freePort()))) {
            new ServerCommands(line, server, "direct").some();
        }
    }
}
