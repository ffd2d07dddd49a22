package org.fastsmtp.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.schema.TestDatabase;
import org.fastsmtp.smtp.Content;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RowContentTest {
    private final DataSource database = TestDatabase.fresh();
    private final UUID id = UUID.randomUUID();
    private final byte[] octets = new byte[MailRows.HEAD + 2 * MailRows.CHUNK + 1000];

    @BeforeEach
    void store() throws Exception {
        new Random(1).nextBytes(octets);
        StoredMail mail = new StoredMail(
                id,
                Instant.EPOCH,
                "s",
                "192.0.2.1",
                "mx",
                Optional.empty(),
                "",
                List.of(),
                "<1@x>",
                false,
                "0".repeat(64),
                "{}",
                new Bytes(octets));
        try (Connection connection = database.getConnection()) {
            MailRows.insert(connection, List.of(mail), id -> 1);
        }
    }

    @Test
    void comes_back_whole() throws Exception {
        try (InputStream in = new MailRows(database).content(id).open()) {
            assertThat(in.readAllBytes()).isEqualTo(octets);
        }
    }

    @Test
    void can_be_read_from_anywhere() throws Exception {
        for (int start : new int[] {
            0,
            1,
            MailRows.HEAD - 1,
            MailRows.HEAD,
            MailRows.HEAD + 1,
            MailRows.HEAD + MailRows.CHUNK - 1,
            MailRows.HEAD + MailRows.CHUNK,
            MailRows.HEAD + 2 * MailRows.CHUNK,
            octets.length - 1,
            octets.length
        }) {
            try (InputStream in = new MailRows(database).content(id).open()) {
                in.skipNBytes(start);
                assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(octets, start, octets.length));
            }
        }
    }

    @Test
    void a_lost_piece_is_an_error_and_no_end() throws Exception {
        try (Connection connection = database.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("DELETE FROM mail_chunks WHERE mail_id = ? AND number = 1")) {
            statement.setObject(1, id);
            statement.executeUpdate();
        }
        try (InputStream in = new MailRows(database).content(id).open()) {
            assertThatIOException().isThrownBy(in::readAllBytes);
        }
        try (InputStream in = new MailRows(database).content(id).open()) {
            assertThatIOException().isThrownBy(() -> in.skipNBytes(MailRows.HEAD + MailRows.CHUNK + 10L));
        }
    }

    private record Bytes(byte[] octets) implements Content {
        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public InputStream open() throws IOException {
            return new ByteArrayInputStream(octets);
        }
    }
}
