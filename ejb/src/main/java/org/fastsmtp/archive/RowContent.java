package org.fastsmtp.archive;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.smtp.Content;

/** The octets of a mail in the database, a chunk at a time. */
final class RowContent implements Content {
    private final DataSource database;
    private final UUID mailId;
    private final long size;
    private final byte[] head;

    RowContent(DataSource database, UUID mailId, long size, byte[] head) {
        this.database = database;
        this.mailId = mailId;
        this.size = size;
        this.head = head;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream open() {
        return size <= head.length ? new ByteArrayInputStream(head) : new ChunkStream();
    }

    private final class ChunkStream extends InputStream {
        private InputStream chunk = new ByteArrayInputStream(head);
        private int next;
        private boolean ended;
        private long position;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            while (!ended) {
                int count = chunk.read(target, offset, length);
                if (count > 0) {
                    position += count;
                    return count;
                }
                fetch();
            }
            if (position < size) {
                // A piece is gone: half a mail must not pass for a whole one.
                throw new EOFException("mail " + mailId + " ends at " + position + " of " + size);
            }
            return -1;
        }

        /** Whole pieces are passed over without being fetched. */
        @Override
        public long skip(long count) throws IOException {
            long wanted = Math.min(count, size - position);
            if (wanted <= 0 || ended) {
                return 0;
            }
            long left = wanted - chunk.skip(wanted);
            if (left > 0) {
                next += (int) (left / MailRows.CHUNK);
                fetch();
                long rest = left % MailRows.CHUNK;
                long skipped = ended ? 0 : chunk.skip(rest);
                position += wanted - rest + skipped;
                return wanted - rest + skipped;
            }
            position += wanted;
            return wanted;
        }

        private void fetch() throws IOException {
            try (Connection connection = database.getConnection();
                    PreparedStatement statement = connection.prepareStatement(
                            "SELECT octets FROM mail_chunks WHERE mail_id = ? AND number = ?")) {
                statement.setObject(1, mailId);
                statement.setInt(2, next++);
                try (ResultSet row = statement.executeQuery()) {
                    ended = !row.next();
                    if (!ended) {
                        chunk = new ByteArrayInputStream(row.getBytes(1));
                    }
                }
            } catch (SQLException e) {
                throw new IOException(e);
            }
        }
    }
}
