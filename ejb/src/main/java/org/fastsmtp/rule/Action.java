package org.fastsmtp.rule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a rule does with a mail. Declared by strength: {@code tag} is as weak as {@code forward} (CONTRACT section 4.4). */
public enum Action {
    TAG,
    FORWARD,
    /** The delivery is stored and held until somebody releases it. */
    QUARANTINE,
    /** The delivery is stored as dropped and never sent. */
    DROP;

    private final String text = name().toLowerCase(Locale.ROOT);

    public static Optional<Action> parse(String text) {
        return Arrays.stream(values())
                .filter(action -> action.text.equals(text))
                .findAny();
    }

    Action stronger(Action other) {
        return compareTo(other) >= 0 ? this : other;
    }

    @Override
    public String toString() {
        return text;
    }
}
