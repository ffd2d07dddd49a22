package org.fastsmtp.settings;

/** A setting whose value has the wrong form, or two that exclude each other. The text names the setting and the form, never a secret. */
public final class InvalidSettingException extends IllegalArgumentException {
    public InvalidSettingException(String message) {
        super(message);
    }
}
