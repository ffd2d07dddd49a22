package org.fastsmtp.archive;

import jakarta.json.JsonArrayBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToIntFunction;
import javax.sql.DataSource;
import org.fastsmtp.json.Json;
import org.fastsmtp.smtp.Content;

/** Rows of {@code mails} and {@code mail_chunks}. A mail of up to 64 KiB is one row; memory is bounded whatever the size. */
public final class MailRows {
    /** Octets of the first piece, which lies in the mail's own row. */
    public static final int HEAD = 65_536;

    /** Octets of each further piece but the last. */
    static final int CHUNK = 262_144;

    private static final String INSERT = """
            INSERT INTO mails (id, received_at, session_id, client_ip, helo, tls, reverse_path, envelope_to, message_id,
              message_id_generated, size_octets, sha256, verdicts, head, deliveries)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private final DataSource database;

    public MailRows(DataSource database) {
        this.database = Objects.requireNonNull(database);
    }

    /** Which of the mails are stored already: a queue message that came again. */
    public static Set<UUID> known(Connection connection, List<UUID> ids) throws SQLException {
        Set<UUID> known = new HashSet<>();
        String places = "?" + ", ?".repeat(ids.size() - 1);
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT id FROM mails WHERE id IN (" + places + ")")) {
            for (int i = 0; i < ids.size(); i++) {
                statement.setObject(i + 1, ids.get(i));
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    known.add(row.getObject(1, UUID.class));
                }
            }
        }
        return known;
    }

    /**
     * Neither commits nor closes {@code connection}.
     *
     * @param deliveries how many are stored with it, by the mail's id
     */
    public static void insert(Connection connection, List<StoredMail> mails, ToIntFunction<UUID> deliveries)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (StoredMail mail : mails) {
                statement.setObject(1, mail.id());
                statement.setObject(2, mail.receivedAt().atOffset(ZoneOffset.UTC));
                statement.setString(3, mail.session());
                statement.setString(4, mail.clientIp());
                statement.setString(5, text(mail.helo()));
                statement.setString(6, mail.tls().orElse(null));
                statement.setString(7, text(mail.reversePath()));
                statement.setString(8, json(mail.envelopeTo()));
                statement.setString(9, text(mail.messageId()));
                statement.setBoolean(10, mail.messageIdGenerated());
                statement.setLong(11, mail.content().size());
                statement.setString(12, mail.sha256());
                statement.setString(13, mail.verdicts());
                try (InputStream octets = mail.content().open()) {
                    statement.setBytes(14, octets.readNBytes(HEAD));
                }
                statement.setInt(15, deliveries.applyAsInt(mail.id()));
                statement.addBatch();
            }
            statement.executeBatch();
            for (StoredMail mail : mails) {
                if (mail.content().size() > HEAD) {
                    insertChunks(connection, mail);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void insertChunks(Connection connection, StoredMail mail) throws SQLException, IOException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "INSERT INTO mail_chunks (mail_id, number, octets) VALUES (?, ?, ?)");
                InputStream octets = mail.content().open()) {
            octets.skipNBytes(HEAD);
            int number = 0;
            for (byte[] chunk = octets.readNBytes(CHUNK); chunk.length > 0; chunk = octets.readNBytes(CHUNK)) {
                statement.setObject(1, mail.id());
                statement.setInt(2, number++);
                statement.setBytes(3, chunk);
                statement.executeUpdate();
            }
        }
    }

    /** The content of a stored mail. Read piece by piece; holds a connection only while a piece is fetched. */
    public Content content(UUID mailId) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT size_octets, head FROM mails WHERE id = ?")) {
            statement.setObject(1, mailId);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("mail " + mailId + " is not stored");
                }
                return content(mailId, row.getLong(1), row.getBytes(2));
            }
        }
    }

    /** Whether no piece of a stored mail is missing. */
    public boolean isWhole(UUID mailId, long size) throws SQLException {
        long wanted = Math.max(0, (size - HEAD + CHUNK - 1) / CHUNK);
        try (Connection connection = database.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT COUNT(*) FROM mail_chunks WHERE mail_id = ?")) {
            statement.setObject(1, mailId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getLong(1) == wanted;
            }
        }
    }

    /** The same where a query has read size and head along with something else. */
    public Content content(UUID mailId, long size, byte[] head) {
        return new RowContent(database, mailId, size, head);
    }

    /** No database stores U+0000 in a text; the octets themselves stay as they came. */
    private static String text(String value) {
        return value.indexOf('\0') < 0 ? value : value.replace('\0', '\uFFFD');
    }

    private static String json(List<String> texts) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        texts.forEach(value -> array.add(text(value)));
        return array.build().toString();
    }
}
