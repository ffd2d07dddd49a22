package org.fastsmtp.webhook;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** How a call ended. */
public sealed interface Answer {
    /** From the start of the call to its end. */
    Duration latency();

    /** The address connected to, as text; empty when there was no connection. */
    Optional<String> address();

    /**
     * A complete answer, whatever its status.
     *
     * @param text first 1 000 octets, control characters replaced
     * @param retryAfter the header as it came
     */
    record Response(int status, String text, Optional<String> retryAfter, Duration latency, Optional<String> address)
            implements Answer {
        public Response {
            Objects.requireNonNull(text);
            Objects.requireNonNull(retryAfter);
            Objects.requireNonNull(latency);
            Objects.requireNonNull(address);
        }

        public boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    /**
     * No complete answer.
     *
     * @param text for the client: says what happened, no more
     */
    record Fault(Kind kind, String text, Duration latency, Optional<String> address) implements Answer {
        public Fault {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(text);
            Objects.requireNonNull(latency);
            Objects.requireNonNull(address);
        }
    }

    /** Classes of faults, for the attempt's row. */
    enum Kind {
        /** The address guard refused. */
        BLOCKED,
        /** No URL that can be called. */
        INVALID,
        /** The deadline passed. */
        TIMEOUT,
        /** Not resolved, not connected, or broken off. */
        CONNECTION,
        /** No agreement on TLS, or a certificate that is not trusted. */
        TLS,
        /** The answer is no HTTP. */
        PROTOCOL,
        /** The fault is on this side. */
        INTERNAL
    }
}
