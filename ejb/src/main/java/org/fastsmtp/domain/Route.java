package org.fastsmtp.domain;

import java.util.Objects;
import java.util.UUID;

/** What the accept path knows of a configured recipient. */
public record Route(UUID recipientId, String webhookUrl) {
    public Route {
        Objects.requireNonNull(recipientId);
        Objects.requireNonNull(webhookUrl);
    }
}
