package org.fastsmtp.settings;

import java.util.List;

/** A setting whose value has the wrong form, or two that exclude each other. The text names the setting and the form, never a secret. */
public final class InvalidSettingException extends IllegalArgumentException {
    private final transient List<String> faults;

    public InvalidSettingException(String message) {
        this(List.of(message));
    }

    public InvalidSettingException(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    /** Each fault by itself, for whoever shows one line per fault. */
    public List<String> faults() {
        return faults;
    }
}
