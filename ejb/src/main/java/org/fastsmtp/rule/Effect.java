package org.fastsmtp.rule;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a matching rule brings about. */
public record Effect(Action action, Optional<String> webhookUrlOverride, List<String> addTags, boolean preserveRaw) {
    public Effect {
        Objects.requireNonNull(action);
        Objects.requireNonNull(webhookUrlOverride);
        addTags = List.copyOf(addTags);
    }
}
