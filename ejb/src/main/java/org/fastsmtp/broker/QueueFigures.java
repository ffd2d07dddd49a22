package org.fastsmtp.broker;

import java.util.OptionalLong;

/** Figures of the queues {@code inbound}, {@code delivery}, {@code dead-letter} and {@code events}; of all nodes together where they share a broker. */
public interface QueueFigures {
    /** What can be asked, by the broker's own name for it. */
    enum Figure {
        /** Those under way at a consumer and scheduled ones included. */
        MESSAGES("messageCount"),
        DELIVERING("deliveringCount"),
        /** Since the broker started. */
        ADDED("messagesAdded");

        private final String attribute;

        Figure(String attribute) {
            this.attribute = attribute;
        }

        String attribute() {
            return attribute;
        }
    }

    /** Empty when the broker does not answer, or has no such queue. */
    OptionalLong figure(String queue, Figure figure);
}
