package org.fastsmtp.delivery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Deliveries of a {@link DeadFilter}, page by page, and how they get another life: for the job {@code redrive}. */
public final class DeadDeliveries {
    private final DeadFilter filter;
    private final Clock clock;

    public DeadDeliveries(DeadFilter filter, Clock clock) {
        this.filter = Objects.requireNonNull(filter);
        this.clock = Objects.requireNonNull(clock);
    }

    public long count(Connection connection) throws SQLException {
        List<Object> values = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT COUNT(*) FROM delivery_log d" + filter.deliveries(values))) {
            DeliveryLog.bind(select, values);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** The next ids after one, in their order, at most {@code most}: what died again meanwhile is behind and is not met twice. */
    public List<UUID> next(Connection connection, Optional<UUID> after, int most) throws SQLException {
        List<Object> values = new ArrayList<>();
        String where = filter.deliveries(values) + (after.isPresent() ? " AND d.id > ?" : "");
        after.ifPresent(values::add);
        values.add(most);
        try (PreparedStatement select =
                connection.prepareStatement("SELECT d.id FROM delivery_log d" + where + " ORDER BY d.id LIMIT ?")) {
            DeliveryLog.bind(select, values);
            List<UUID> ids = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getObject(1, UUID.class));
                }
            }
            return ids;
        }
    }

    /**
     * Starts the schedule of these anew; the sweep queues them as their endpoints take work. One that somebody moved since it was read stays.
     * Neither commits nor closes.
     *
     * @return how many
     */
    public int redrive(Connection connection, List<UUID> ids) throws SQLException {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        try (PreparedStatement update = connection.prepareStatement(
                DeliveryLog.again(Attempt.REDRIVE) + " WHERE id = ? AND status = ? AND queued_at IS NULL")) {
            for (UUID id : ids) {
                update.setObject(1, now);
                update.setObject(2, now);
                update.setObject(3, id);
                update.setString(4, filter.status().word());
                update.addBatch();
            }
            return Arrays.stream(update.executeBatch())
                    .filter(count -> count != 0)
                    .map(count -> 1)
                    .sum();
        }
    }
}
