package org.fastsmtp.smtp;

import java.util.Objects;

/** A text is not a mailbox. The message is for people and may be shown to a client: it never repeats the text. */
public final class InvalidAddressException extends Exception {
    private static final long serialVersionUID = 1;

    /** Which part is wrong, because the replies differ (CONTRACT section 2.2). */
    public enum Fault {
        NO_DOMAIN,
        LOCAL_PART,
        DOMAIN
    }

    private final Fault fault;

    InvalidAddressException(Fault fault, String reason) {
        super(Objects.requireNonNull(reason));
        this.fault = Objects.requireNonNull(fault);
    }

    public Fault fault() {
        return fault;
    }
}
