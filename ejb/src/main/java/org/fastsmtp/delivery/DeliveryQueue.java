package org.fastsmtp.delivery;

import java.util.List;

/** The queue {@code delivery}: JMS in the server, a list in tests. */
public interface DeliveryQueue {
    /** Puts one message {@link Ticket#text} for each ticket on the queue, all or none; returns when the broker has them on disk. */
    void send(List<Ticket> tickets);

    /** Messages on the queue, those under way at a consumer included; negative where it cannot be known. */
    long depth();
}
