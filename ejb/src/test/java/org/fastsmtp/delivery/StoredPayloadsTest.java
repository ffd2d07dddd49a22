package org.fastsmtp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import org.fastsmtp.authentication.Verdicts;
import org.fastsmtp.message.MessageLimits;
import org.fastsmtp.message.MessageParser;
import org.fastsmtp.rule.Decision;
import org.fastsmtp.webhook.PayloadLimits;
import org.fastsmtp.webhook.PayloadWriter;
import org.fastsmtp.webhook.RequestBody;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredPayloadsTest {
    private final DeliveryFixture fixture = new DeliveryFixture();

    @TempDir
    Path spool;

    @Test
    @DisplayName("finding 12: a payload shows the addresses of its own domain only")
    void makes_the_payload_from_what_is_stored() throws SQLException, IOException {
        UUID id = fixture.deliver("https://example.com/hook");
        fixture.update(
                "UPDATE mails SET verdicts = ?, envelope_to = '[\"bob@example.com\",\"spy@other.example\",\"ann@EXAMPLE.com\"]'",
                Verdicts.UNCHECKED.toJson().toString());
        fixture.update(
                "UPDATE delivery_log SET decision = ?",
                Decision.forward(1).toJson().toString());
        StoredPayloads payloads = new StoredPayloads(
                new MessageParser(MessageLimits.DEFAULT),
                new PayloadWriter(spool),
                new PayloadLimits(1_000_000, 1_000_000),
                StoredPayloads.Places.inline());

        JsonObject payload;
        try (RequestBody body =
                payloads.of(new DeliveryReading(fixture.database).read(id).orElseThrow())) {
            payload = Json.createReader(body.open()).readObject();
        }

        assertThat(payload.getString("subject")).isEqualTo("hello");
        assertThat(payload.getString("recipient")).isEqualTo("bob@example.com");
        assertThat(payload.getString("envelope_from")).isEqualTo("a@example.org");
        assertThat(payload.getJsonArray("envelope_to").getValuesAs(JsonString::getString))
                .containsExactly("bob@example.com", "ann@EXAMPLE.com");
        assertThat(new PayloadView(fixture.database, payloads).of(id)).hasValue(payload);
        assertThat(new PayloadView(fixture.database, payloads).of(UUID.randomUUID()))
                .isEmpty();
    }
}
