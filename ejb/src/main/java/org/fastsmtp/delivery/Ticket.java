package org.fastsmtp.delivery;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What a message on the queue {@code delivery} says: look at this row, if the number is still the row's. A message with an older number
 * is void, so a row can be queued anew without finding and removing what is on the queue.
 *
 * @param number from 1; moves each time the row is queued
 */
public record Ticket(UUID deliveryId, int number) {
    public Ticket {
        Objects.requireNonNull(deliveryId);
    }

    /** The text of the message: {@code <delivery id>:<number>}. */
    public String text() {
        return deliveryId + ":" + number;
    }

    /** Empty for a text that is no ticket. */
    public static Optional<Ticket> parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Ticket(
                    UUID.fromString(text.substring(0, colon)), Integer.parseInt(text, colon + 1, text.length(), 10)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
