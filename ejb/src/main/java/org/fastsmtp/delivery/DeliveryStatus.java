package org.fastsmtp.delivery;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a delivery stands: CONTRACT section 3.7, and the states this project adds. */
public enum DeliveryStatus {
    /** Not tried yet, or released by a manual retry. */
    PENDING(false),
    DELIVERED(true),
    /** Deferred: the last attempt failed, there will be another. */
    FAILED(false),
    /** Given up: a dead letter. */
    EXHAUSTED(true),
    /** Held by a rule until a retry releases it. */
    QUARANTINED(false),
    DROPPED(true),
    CANCELLED(true);

    private final boolean isFinal;

    DeliveryStatus(boolean isFinal) {
        this.isFinal = isFinal;
    }

    /** Whether nothing more happens unless somebody asks for it; retention counts from here. */
    public boolean isFinal() {
        return isFinal;
    }

    /** Whether an attempt may be made. */
    public boolean isOpen() {
        return this == PENDING || this == FAILED;
    }

    /** The word of the database and of the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for a word that is none of ours. */
    public static Optional<DeliveryStatus> of(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word().equals(word))
                .findFirst();
    }
}
