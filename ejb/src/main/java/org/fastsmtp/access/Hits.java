package org.fastsmtp.access;

import java.time.Duration;
import java.time.Instant;

/** Counts what is limited, by bucket and window: in the memory of this node, or for all nodes together. */
public interface Hits {
    Duration WINDOW = Duration.ofMinutes(1);

    /** When a count starts anew. */
    enum Forgets {
        /** A window after the first hit. */
        AFTER_THE_WINDOW,
        /** After a window without any. */
        AFTER_QUIET
    }

    /**
     * @param count in the window, this one among them
     * @param until the end of the window
     */
    record Hit(int count, Instant until) {}

    Hit count(String bucket, Forgets forgets);
}
