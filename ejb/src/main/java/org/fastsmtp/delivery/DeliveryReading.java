package org.fastsmtp.delivery;

import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.archive.MailRows;
import org.fastsmtp.archive.StoredMail;
import org.fastsmtp.json.Json;

/** Reads a delivery with its mail, domain and recipient: one statement, whatever the size of the mail's head. */
final class DeliveryReading {
    private static final String SELECT = """
            SELECT d.id, d.ticket, d.status, d.attempts, d.attempts_before_retry, d.next_trigger, d.created_at, d.message_id, d.recipient,
              d.webhook_url, d.is_override, d.dkim_result, d.spf_result, d.decision,
              o.id AS domain_id, o.domain_name,
              r.id AS route_id, r.webhook_url AS route_url, r.webhook_headers, r.webhook_secret, r.previous_webhook_secret,
              r.previous_secret_until, r.webhook_timeout, r.webhook_rate_per_second, r.webhook_concurrency, r.webhook_retry_schedule,
              m.id AS mail_id, m.received_at, m.session_id, m.client_ip, m.helo, m.tls, m.reverse_path, m.envelope_to,
              m.message_id AS mail_message_id, m.message_id_generated, m.size_octets, m.sha256, m.verdicts, m.head
            FROM delivery_log d
            JOIN mails m ON m.id = d.mail_id
            LEFT JOIN domains o ON o.id = d.domain_id AND o.deleted_at IS NULL
            LEFT JOIN recipients r ON r.id = d.recipient_id AND r.deleted_at IS NULL
            WHERE d.id = ?""";

    private final DataSource database;
    private final MailRows mails;

    DeliveryReading(DataSource database) {
        this.database = Objects.requireNonNull(database);
        this.mails = new MailRows(database);
    }

    Optional<Delivery> read(UUID id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setObject(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(delivery(row)) : Optional.empty();
            }
        }
    }

    private Delivery delivery(ResultSet row) throws SQLException {
        return new Delivery(
                row.getObject("id", UUID.class),
                row.getInt("ticket"),
                DeliveryStatus.of(row.getString("status")).orElseThrow(),
                row.getInt("attempts"),
                row.getInt("attempts_before_retry"),
                row.getString("next_trigger"),
                instant(row, "created_at").orElseThrow(),
                row.getString("message_id"),
                row.getString("recipient"),
                row.getString("webhook_url"),
                row.getBoolean("is_override"),
                text(row, "dkim_result").orElse("none"),
                text(row, "spf_result").orElse("none"),
                row.getString("decision"),
                uuid(row, "domain_id").map(domain -> new Delivery.Domain(domain, name(row))),
                route(row),
                mail(row));
    }

    private StoredMail mail(ResultSet row) throws SQLException {
        UUID id = row.getObject("mail_id", UUID.class);
        return new StoredMail(
                id,
                instant(row, "received_at").orElseThrow(),
                row.getString("session_id"),
                row.getString("client_ip"),
                row.getString("helo"),
                text(row, "tls"),
                row.getString("reverse_path"),
                texts(row.getString("envelope_to")),
                row.getString("mail_message_id"),
                row.getBoolean("message_id_generated"),
                row.getString("sha256"),
                row.getString("verdicts"),
                mails.content(id, row.getLong("size_octets"), row.getBytes("head")));
    }

    private static Optional<Delivery.Route> route(ResultSet row) throws SQLException {
        Optional<UUID> id = uuid(row, "route_id");
        if (id.isEmpty()) {
            return Optional.empty();
        }
        int timeout = row.getInt("webhook_timeout");
        Optional<Integer> timeoutSeconds = row.wasNull() ? Optional.empty() : Optional.of(timeout);
        double rate = row.getDouble("webhook_rate_per_second");
        Optional<Double> ratePerSecond = row.wasNull() ? Optional.empty() : Optional.of(rate);
        int most = row.getInt("webhook_concurrency");
        Optional<Integer> concurrency = row.wasNull() ? Optional.empty() : Optional.of(most);
        return Optional.of(new Delivery.Route(
                id.get(),
                row.getString("route_url"),
                text(row, "webhook_headers"),
                text(row, "webhook_secret"),
                text(row, "previous_webhook_secret"),
                instant(row, "previous_secret_until"),
                timeoutSeconds,
                ratePerSecond,
                concurrency,
                text(row, "webhook_retry_schedule")));
    }

    private static String name(ResultSet row) {
        try {
            return row.getString("domain_name");
        } catch (SQLException e) {
            throw new IllegalStateException(e); // the column was read with the row
        }
    }

    private static List<String> texts(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readArray().getValuesAs(JsonString::getString);
        }
    }

    private static Optional<UUID> uuid(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, UUID.class));
    }

    private static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
