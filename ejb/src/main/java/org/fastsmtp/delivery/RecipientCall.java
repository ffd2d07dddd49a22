package org.fastsmtp.delivery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.fastsmtp.webhook.TestCall;
import org.fastsmtp.webhook.WebhookSecret;

/** A test call to a configured recipient, with its headers and its signature, as a delivery would be sent. */
public final class RecipientCall {
    private final DataSource database;
    private final Seals seals;
    private final TestCall calls;

    public RecipientCall(DataSource database, Seals seals, TestCall calls) {
        this.database = Objects.requireNonNull(database);
        this.seals = Objects.requireNonNull(seals);
        this.calls = Objects.requireNonNull(calls);
    }

    /** The domain of a recipient; empty when there is none. */
    public Optional<UUID> domain(UUID recipientId) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT domain_id FROM recipients WHERE id = ? AND deleted_at IS NULL")) {
            select.setObject(1, recipientId);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
            }
        }
    }

    /** @return empty when there is no such recipient */
    public Optional<TestCall.Result> call(UUID recipientId, TestCall.Mail mail) throws SQLException {
        String url;
        Map<String, String> headers;
        List<WebhookSecret> secrets;
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT webhook_url, webhook_headers, webhook_secret,"
                                + " CASE WHEN previous_secret_until > CURRENT_TIMESTAMP THEN previous_webhook_secret END"
                                + " FROM recipients WHERE id = ? AND deleted_at IS NULL")) {
            select.setObject(1, recipientId);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                url = row.getString(1);
                headers = Optional.ofNullable(row.getString(2))
                        .map(seals::headers)
                        .orElse(Map.of());
                secrets = Stream.of(row.getString(3), row.getString(4))
                        .filter(Objects::nonNull)
                        .flatMap(column -> WebhookSecret.parse(seals.secret(column)).stream())
                        .toList();
            }
        }
        return Optional.of(calls.call(url, mail, UUID.randomUUID().toString(), headers, secrets));
    }
}
