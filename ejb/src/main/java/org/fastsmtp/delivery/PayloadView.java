package org.fastsmtp.delivery;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.archive.MailRows;
import org.fastsmtp.archive.StoredMail;
import org.fastsmtp.json.Json;
import org.fastsmtp.webhook.RequestBody;

/** The payload of a delivery, made anew for whoever looks at it in the log. */
public final class PayloadView {
    private final DeliveryReading reading;
    private final MailRows mails;
    private final Payloads payloads;

    public PayloadView(DataSource database, Payloads payloads) {
        this.reading = new DeliveryReading(database);
        this.mails = new MailRows(database);
        this.payloads = Objects.requireNonNull(payloads);
    }

    /** @return empty when there is no such delivery, or something of its mail's content is no longer there */
    public Optional<JsonObject> of(UUID deliveryId) throws SQLException, IOException {
        Optional<Delivery> delivery = reading.read(deliveryId);
        if (delivery.isEmpty() || !isWhole(delivery.get().mail())) {
            return Optional.empty();
        }
        try (RequestBody body = payloads.of(delivery.get());
                JsonReader reader = Json.createReader(body.open())) {
            return Optional.of(reader.readObject());
        } catch (JsonException e) {
            throw new IOException("the payload of " + deliveryId + " is no JSON", e);
        }
    }

    private boolean isWhole(StoredMail mail) throws SQLException {
        return mails.isWhole(mail.id(), mail.content().size());
    }
}
