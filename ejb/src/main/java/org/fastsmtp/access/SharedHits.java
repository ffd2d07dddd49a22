package org.fastsmtp.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In the database, one row for each bucket: all nodes see one count. While the database does not answer, each node counts by itself: a limit
 * never refuses because of that.
 */
public final class SharedHits implements Hits {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.access");
    /** Rows of buckets that nobody touched for so long are removed by whoever makes a new one. */
    private static final Duration KEPT = Duration.ofHours(1);

    private static final String HIT = """
            UPDATE limit_counts SET
              hits = CASE WHEN until > ? THEN hits + 1 ELSE 1 END,
              until = CASE WHEN until > ? AND ? THEN until ELSE ? END
            WHERE bucket = ?""";
    private static final String MAKE = "INSERT INTO limit_counts (bucket, hits, until) VALUES (?, 1, ?)";
    private static final String LOOK = "SELECT hits, until FROM limit_counts WHERE bucket = ?";
    private static final String FORGET = "DELETE FROM limit_counts WHERE until < ?";

    private final DataSource database;
    private final Clock clock;
    private final Hits alone;

    public SharedHits(DataSource database, Clock clock) {
        this.database = Objects.requireNonNull(database);
        this.clock = Objects.requireNonNull(clock);
        this.alone = new LocalHits(clock);
    }

    @Override
    public Hit count(String bucket, Forgets forgets) {
        // What stands in a bucket's name came with a request: its digest fits every column and says nothing.
        String digest = digest(bucket);
        try (Connection connection = database.getConnection()) {
            for (int turn = 0; turn < 2; turn++) {
                Optional<Hit> hit = hit(connection, digest, forgets);
                if (hit.isPresent()) {
                    return hit.get();
                }
            }
        } catch (SQLException e) {
            LOG.debug("limits are counted by this node alone: {}", e.getSQLState());
        }
        return alone.count(bucket, forgets);
    }

    /** Empty when another node made the row at the same moment. */
    private Optional<Hit> hit(Connection connection, String bucket, Forgets forgets) throws SQLException {
        Instant now = clock.instant();
        OffsetDateTime at = now.atOffset(ZoneOffset.UTC);
        try (PreparedStatement update = connection.prepareStatement(HIT)) {
            update.setObject(1, at);
            update.setObject(2, at);
            update.setBoolean(3, forgets == Forgets.AFTER_THE_WINDOW);
            update.setObject(4, at.plus(WINDOW));
            update.setString(5, bucket);
            if (update.executeUpdate() == 1) {
                return look(connection, bucket);
            }
        }
        try (PreparedStatement forget = connection.prepareStatement(FORGET);
                PreparedStatement make = connection.prepareStatement(MAKE)) {
            forget.setObject(1, at.minus(KEPT));
            forget.executeUpdate();
            make.setString(1, bucket);
            make.setObject(2, at.plus(WINDOW));
            make.executeUpdate();
            return Optional.of(new Hit(1, now.plus(WINDOW)));
        } catch (SQLException e) {
            if (Duplicates.isDuplicate(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Optional<Hit> look(Connection connection, String bucket) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LOOK)) {
            select.setString(1, bucket);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Hit(
                                row.getInt(1),
                                row.getObject(2, OffsetDateTime.class).toInstant()))
                        : Optional.empty();
            }
        }
    }

    private static String digest(String bucket) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bucket.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
