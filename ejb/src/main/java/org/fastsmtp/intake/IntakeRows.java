package org.fastsmtp.intake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.alarm.AlarmRows;
import org.fastsmtp.archive.MailRows;
import org.fastsmtp.archive.ObjectRows;
import org.fastsmtp.archive.StoredObject;
import org.fastsmtp.commit.BatchWriter;
import org.fastsmtp.delivery.DeliveryRows;
import org.fastsmtp.delivery.NewDelivery;
import org.fastsmtp.delivery.Ticket;

/**
 * Stores what was understood. The mail's id is the key that makes a repetition harmless: a queue message that comes again after a crash
 * finds its row and adds nothing. A group is written blindly; only when that fails each mail is looked at alone.
 */
final class IntakeRows implements BatchWriter<Understood> {
    private final DeliveryRows deliveries;
    private final Fingerprints fingerprints;

    IntakeRows(DeliveryRows deliveries, Fingerprints fingerprints) {
        this.deliveries = Objects.requireNonNull(deliveries);
        this.fingerprints = Objects.requireNonNull(fingerprints);
    }

    @Override
    public void write(Connection connection, List<Understood> all) throws SQLException {
        all.forEach(Understood::markNew); // an earlier try at the same items may have been rolled back
        if (all.size() == 1
                && !MailRows.known(connection, List.of(all.get(0).mail().id())).isEmpty()) {
            all.get(0).markAlreadyStored();
            return;
        }
        List<Understood> items = fingerprints.write(connection, all);
        if (items.isEmpty()) {
            return;
        }
        Map<UUID, Integer> counts = new HashMap<>();
        items.forEach(item -> counts.put(item.mail().id(), item.deliveries().size()));
        MailRows.insert(connection, items.stream().map(Understood::mail).toList(), counts::get);
        List<NewDelivery> rows = new ArrayList<>();
        items.forEach(item -> rows.addAll(item.deliveries()));
        deliveries.insert(connection, rows);
        List<StoredObject> objects =
                items.stream().flatMap(item -> item.objects().stream()).toList();
        if (!objects.isEmpty()) {
            ObjectRows.insert(connection, objects);
        }
        AlarmRows.insert(
                connection,
                items.stream().flatMap(item -> item.alarms().stream()).toList());
    }

    /**
     * New tickets for a stored mail whose deliveries nobody has looked at: the crash came before or after their tickets went on the queue,
     * nobody knows, so what may be there is made void.
     */
    static List<Ticket> anew(DataSource database, UUID mailId) throws SQLException {
        List<Ticket> tickets = new ArrayList<>();
        try (Connection connection = database.getConnection()) {
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT id FROM delivery_log WHERE mail_id = ? AND status = 'pending' AND ticket = 1")) {
                statement.setObject(1, mailId);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        tickets.add(new Ticket(row.getObject(1, UUID.class), 2));
                    }
                }
            }
            List<Ticket> moved = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "UPDATE delivery_log SET ticket = 2 WHERE id = ? AND status = 'pending' AND ticket = 1")) {
                for (Ticket ticket : tickets) {
                    statement.setObject(1, ticket.deliveryId());
                    if (statement.executeUpdate() == 1) {
                        moved.add(ticket);
                    }
                }
            }
            return moved;
        }
    }
}
