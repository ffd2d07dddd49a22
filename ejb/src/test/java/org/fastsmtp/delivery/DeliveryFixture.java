package org.fastsmtp.delivery;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.MovingClock;
import org.fastsmtp.schema.TestDatabase;

/** A database with one domain, one recipient and a clock that stands until it is moved. */
final class DeliveryFixture {
    static final String MAIL =
            "From: a@example.org\r\nTo: bob@example.com\r\nSubject: hello\r\nMessage-ID: <m@example.org>\r\n\r\nHello\r\n";

    final DataSource database;
    final MovingClock clock = new MovingClock();
    final UUID domainId = UUID.randomUUID();
    final UUID recipientId = UUID.randomUUID();
    final DeliveryRows rows = new DeliveryRows(clock);

    DeliveryFixture() {
        this(TestDatabase.fresh());
    }

    DeliveryFixture(DataSource database) {
        this.database = database;
        update("INSERT INTO domains (id, domain_name) VALUES (?, 'example.com')", domainId);
        update(
                "INSERT INTO recipients (id, domain_id, local_part, webhook_url, webhook_headers) VALUES (?, ?, 'bob', ?, '{}')",
                recipientId,
                domainId,
                "https://example.com/hook");
    }

    OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    UUID deliver(String url) {
        return insert(url, DeliveryStatus.PENDING);
    }

    UUID insert(String url, DeliveryStatus status) {
        NewDelivery delivery = new NewDelivery(
                UUID.randomUUID(),
                mail(),
                Optional.of(domainId),
                Optional.of(recipientId),
                "<m@example.org>",
                "bob@example.com",
                url,
                false,
                "00",
                status,
                Optional.empty(),
                "node",
                "none",
                "none",
                "{}");
        try (Connection connection = database.getConnection()) {
            rows.insert(connection, List.of(delivery));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return delivery.id();
    }

    UUID mail() {
        UUID id = UUID.randomUUID();
        byte[] octets = MAIL.getBytes(StandardCharsets.UTF_8);
        update("""
                INSERT INTO mails (id, received_at, session_id, client_ip, helo, reverse_path, envelope_to, message_id,
                  message_id_generated, size_octets, sha256, verdicts, head)
                VALUES (?, ?, 's', '192.0.2.1', 'mx.example.org', 'a@example.org', '["bob@example.com"]', '<m@example.org>', FALSE, ?, '00',
                  '{}', ?)""", id, now(), octets.length, octets);
        return id;
    }

    int update(String sql, Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Map<String, Object>> select(String sql, Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            List<Map<String, Object>> found = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                ResultSetMetaData columns = result.getMetaData();
                while (result.next()) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        row.put(columns.getColumnLabel(i).toUpperCase(java.util.Locale.ROOT), result.getObject(i));
                    }
                    found.add(row);
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Map<String, Object> row(UUID deliveryId) {
        return select("SELECT * FROM delivery_log WHERE id = ?", deliveryId).get(0);
    }

    List<Map<String, Object>> attempts(UUID deliveryId) {
        return select("SELECT * FROM attempts WHERE delivery_id = ? ORDER BY number", deliveryId);
    }
}
