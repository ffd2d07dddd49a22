package org.fastsmtp.intake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Reads the rows of {@code repeats}. */
public final class RepeatLog {
    private final DataSource database;

    public RepeatLog(DataSource database) {
        this.database = Objects.requireNonNull(database);
    }

    /**
     * Newest first.
     *
     * @param mail only those of this mail; empty: all
     */
    public List<Repeat> list(Optional<UUID> mail, int limit, int offset) throws SQLException {
        String where = mail.isPresent() ? " WHERE mail_id = ?" : "";
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT id, mail_id, client_ip, seen, created_at FROM repeats"
                                + where + " ORDER BY created_at DESC, id LIMIT ? OFFSET ?")) {
            int at = 1;
            if (mail.isPresent()) {
                select.setObject(at++, mail.get());
            }
            select.setInt(at++, limit);
            select.setInt(at, offset);
            List<Repeat> repeats = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    repeats.add(new Repeat(
                            row.getObject(1, UUID.class),
                            row.getObject(2, UUID.class),
                            row.getString(3),
                            row.getString(4),
                            row.getObject(5, OffsetDateTime.class).toInstant()));
                }
            }
            return repeats;
        }
    }
}
