package org.fastsmtp.intake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.fastsmtp.archive.MailRows;

/**
 * Tells a mail from the same mail once more (finding 26), in the transaction that stores its deliveries, so that no crash, no restart and no
 * second node can come between. The listener's own memory answers most repeats before; this is for what it cannot know: mail taken before
 * a restart, by another node, or still waiting on a queue.
 *
 * <p>Of two mails with one fingerprint the later is a repeat while nobody knows that the client has read the 250 of the earlier; then the
 * one that is understood first is delivered, whichever it is, and the other is a row in {@code repeats}. Once the 250 was read, the same
 * mail again is meant to be another. When in doubt it is a repeat: what it says has been delivered.
 */
final class Fingerprints {
    private final Predicate<UUID> isConfirmed;
    private final Duration window;
    private final Clock clock;

    /** What stands under a fingerprint. */
    private record Known(UUID mailId, Instant receivedAt, boolean isConfirmed, boolean isRow) {}

    /**
     * @param isConfirmed whether this node knows that the client has read the 250 of a mail
     * @param window how long a mail is remembered
     */
    Fingerprints(Predicate<UUID> isConfirmed, Duration window, Clock clock) {
        this.isConfirmed = Objects.requireNonNull(isConfirmed);
        this.window = Objects.requireNonNull(window);
        this.clock = Objects.requireNonNull(clock);
    }

    /**
     * Writes the fingerprints of new mails and a row for each repeat, and marks those. Neither commits nor closes.
     *
     * @return the new ones, in the order given
     * @throws SQLException also when somebody wrote one of the fingerprints at the same moment: look again
     */
    List<Understood> write(Connection connection, List<Understood> items) throws SQLException {
        List<Understood> named = items.stream()
                .filter(item -> item.fingerprint().isPresent())
                .sorted(Comparator.comparing(item -> item.mail().receivedAt()))
                .toList();
        if (named.isEmpty()) {
            return items;
        }
        Map<String, Known> known = known(connection, named);
        Set<UUID> decided = known.isEmpty() ? Set.of() : decided(connection, named);
        Set<UUID> stored = known.isEmpty()
                ? Set.of()
                : MailRows.known(
                        connection, named.stream().map(item -> item.mail().id()).toList());
        Map<String, Known> added = new LinkedHashMap<>();
        Set<Understood> repeats = new HashSet<>();
        for (Understood item : named) {
            String fingerprint = item.fingerprint().orElseThrow();
            Optional<Known> other = Optional.ofNullable(known.get(fingerprint));
            UUID id = item.mail().id();
            if (stored.contains(id) || other.isPresent() && other.get().mailId().equals(id)) {
                continue; // a queue message that came again
            }
            if (other.isPresent() && (decided.contains(id) || isRepeat(item, other.get()))) {
                item.markRepeatOf(other.get().mailId());
                repeats.add(item);
            } else if (other.isEmpty()
                    || !other.get().receivedAt().isAfter(item.mail().receivedAt())) {
                boolean isConfirmedNow = isConfirmed.test(id);
                if (isConfirmedNow) {
                    item.markConfirmed();
                }
                if (other.isPresent() && other.get().isRow()) {
                    replace(connection, fingerprint, other.get().mailId(), item, isConfirmedNow);
                    known.put(fingerprint, known(item, isConfirmedNow, true));
                } else {
                    known.put(fingerprint, known(item, isConfirmedNow, false));
                    added.put(fingerprint, known.get(fingerprint));
                }
            }
        }
        insert(connection, added);
        insertRepeats(connection, repeats, decided);
        return repeats.isEmpty()
                ? items
                : items.stream().filter(item -> !repeats.contains(item)).toList();
    }

    private static Known known(Understood item, boolean isConfirmed, boolean isRow) {
        return new Known(item.mail().id(), item.mail().receivedAt(), isConfirmed, isRow);
    }

    private boolean isRepeat(Understood item, Known other) {
        Instant received = item.mail().receivedAt();
        if (Duration.between(other.receivedAt(), received).abs().compareTo(window) > 0) {
            return false;
        }
        // Of the earlier one it matters whether its client knew that it had arrived.
        return other.receivedAt().isAfter(received)
                ? !isConfirmed.test(item.mail().id())
                : !other.isConfirmed() && !isConfirmed.test(other.mailId());
    }

    private static Map<String, Known> known(Connection connection, List<Understood> items) throws SQLException {
        Map<String, Known> known = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT fingerprint, mail_id, received_at, is_confirmed FROM fingerprints WHERE fingerprint IN ("
                        + places(items.size()) + ")")) {
            for (int i = 0; i < items.size(); i++) {
                select.setString(i + 1, items.get(i).fingerprint().orElseThrow());
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    known.put(
                            row.getString(1),
                            new Known(
                                    row.getObject(2, UUID.class),
                                    row.getObject(3, OffsetDateTime.class).toInstant(),
                                    row.getBoolean(4),
                                    true));
                }
            }
        }
        return known;
    }

    /** Those that an earlier look at the same queue message has called repeats: that stays, whatever was confirmed meanwhile. */
    private static Set<UUID> decided(Connection connection, List<Understood> items) throws SQLException {
        Set<UUID> decided = new HashSet<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id FROM repeats WHERE id IN (" + places(items.size()) + ")")) {
            for (int i = 0; i < items.size(); i++) {
                select.setObject(i + 1, items.get(i).mail().id());
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    decided.add(row.getObject(1, UUID.class));
                }
            }
        }
        return decided;
    }

    private static String places(int count) {
        return "?" + ", ?".repeat(count - 1);
    }

    private static void insert(Connection connection, Map<String, Known> added) throws SQLException {
        if (added.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO fingerprints (fingerprint, mail_id, received_at, is_confirmed) VALUES (?, ?, ?, ?)")) {
            for (Map.Entry<String, Known> one : added.entrySet()) {
                insert.setString(1, one.getKey());
                insert.setObject(2, one.getValue().mailId());
                insert.setObject(3, one.getValue().receivedAt().atOffset(ZoneOffset.UTC));
                insert.setBoolean(4, one.getValue().isConfirmed());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void replace(
            Connection connection, String fingerprint, UUID before, Understood item, boolean isConfirmed)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE fingerprints SET mail_id = ?, received_at = ?, is_confirmed = ? WHERE fingerprint = ? AND mail_id = ?")) {
            update.setObject(1, item.mail().id());
            update.setObject(2, item.mail().receivedAt().atOffset(ZoneOffset.UTC));
            update.setBoolean(3, isConfirmed);
            update.setString(4, fingerprint);
            update.setObject(5, before);
            if (update.executeUpdate() != 1) {
                // As a unique index would have said it.
                throw new SQLException("the fingerprint has changed hands", "23505");
            }
        }
    }

    private void insertRepeats(Connection connection, Set<Understood> repeats, Set<UUID> decided) throws SQLException {
        List<Understood> added = new ArrayList<>();
        repeats.stream().filter(item -> !decided.contains(item.mail().id())).forEach(added::add);
        if (added.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(RepeatMemory.INSERT)) {
            for (Understood item : added) {
                insert.setObject(1, item.mail().id());
                insert.setObject(2, item.first().orElseThrow());
                insert.setString(3, item.mail().clientIp());
                insert.setString(4, RepeatMemory.QUEUE);
                insert.setObject(5, clock.instant().atOffset(ZoneOffset.UTC));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
