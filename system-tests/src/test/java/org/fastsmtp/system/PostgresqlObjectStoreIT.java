package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PostgresqlObjectStoreIT extends ObjectStoreContract {
    private final Postgresql database = new Postgresql();

    @BeforeAll
    void prepare() {
        server = prepared("s3-postgresql").with("database_url", database.url());
    }

    @AfterAll
    void stop() {
        end();
        database.close();
    }

    @Test
    @DisplayName("loss: what S3 did not take waits in the database and is uploaded later, also after its delivery")
    void what_the_store_did_not_take_is_uploaded_later() throws SQLException {
        s3.stop();
        send("<late@b>");
        JsonObject attachment = attachment(payload());
        assertThat(attachment.getBoolean("storage_fallback")).isTrue();

        s3.start();
        // Late uploads leave young rows to their attempts.
        try (Connection connection = database.server().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE stored_objects SET created_at = created_at - INTERVAL '1 hour'");
        }
        await().atMost(Duration.ofSeconds(120))
                .until(() -> s3.file(attachment.getString("key")).toFile().exists());
    }
}
