package org.fastsmtp.rule;

import java.util.Objects;
import java.util.UUID;

/** The rules of a domain have changed; observed once the change is committed. */
public record RulesChanged(UUID domainId) {
    public RulesChanged {
        Objects.requireNonNull(domainId);
    }
}
