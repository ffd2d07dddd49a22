package org.fastsmtp.delivery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.fastsmtp.commit.Committer;
import org.fastsmtp.commit.GroupCommit;

/**
 * Which node makes an attempt, where several share a broker: the one whose claim of the row is committed first. A claim uses the ticket up,
 * so that a message that the broker gives to a second node (it lost the connection of the first, which is still at it) is void there; and
 * it lasts as long as an attempt can, or until the node is lost: then the sweep queues what that left. A node that is alone needs none, as it
 * knows what it is at.
 */
final class Claims {
    private static final String CLAIM =
            "UPDATE delivery_log SET ticket = ticket + 1, claimed_until = ?, claimed_by = ?, due_at = ? WHERE id = ? AND ticket = ?"
                    + " AND status IN ('pending', 'failed')";

    /** When the sweep looks whether the node still lives: later than most attempts end. */
    private static final Duration LOOK = Duration.ofSeconds(20);

    private final Optional<GroupCommit<Claim>> store;
    private final Clock clock;

    private static final class Claim {
        private final Delivery delivery;
        private final OffsetDateTime until;
        private final OffsetDateTime look;
        /** Written by whoever commits, before the waiter goes on. */
        private volatile boolean isWon;

        private Claim(Delivery delivery, OffsetDateTime until, OffsetDateTime look) {
            this.delivery = delivery;
            this.until = until;
            this.look = look;
        }
    }

    private Claims(Optional<GroupCommit<Claim>> store, Clock clock) {
        this.store = store;
        this.clock = Objects.requireNonNull(clock);
    }

    /** For a node that has the queue to itself: every claim is won, nothing is asked. */
    static Claims none(Clock clock) {
        return new Claims(Optional.empty(), clock);
    }

    /** @param node the lease of this node */
    static Claims shared(Committer committer, String node, Clock clock) {
        return new Claims(
                Optional.of(new GroupCommit<>(committer, (connection, claims) -> write(connection, node, claims))),
                clock);
    }

    /**
     * @param length as long as the attempt can last
     * @return the delivery with the ticket that it has now; empty when another node was first
     */
    Optional<Delivery> take(Delivery delivery, Duration length) throws SQLException {
        if (store.isEmpty()) {
            return Optional.of(delivery);
        }
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        Claim claim = new Claim(delivery, now.plus(length), now.plus(length.compareTo(LOOK) < 0 ? length : LOOK));
        store.get().commit(claim);
        return claim.isWon ? Optional.of(delivery.withTicket(delivery.ticket() + 1)) : Optional.empty();
    }

    private static void write(Connection connection, String node, List<Claim> claims) throws SQLException {
        List<Claim> ordered = new ArrayList<>(claims);
        ordered.sort((a, b) -> a.delivery.id().compareTo(b.delivery.id()));
        try (PreparedStatement update = connection.prepareStatement(CLAIM)) {
            for (Claim claim : ordered) {
                update.setObject(1, claim.until);
                update.setString(2, node);
                update.setObject(3, claim.look);
                update.setObject(4, claim.delivery.id());
                update.setInt(5, claim.delivery.ticket());
                update.addBatch();
            }
            int[] counts = update.executeBatch();
            for (int i = 0; i < counts.length; i++) {
                ordered.get(i).isWon = counts[i] == 1;
            }
        }
    }
}
