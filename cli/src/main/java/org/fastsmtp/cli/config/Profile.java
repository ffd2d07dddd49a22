package org.fastsmtp.cli.config;

import java.util.Optional;

/**
 * How to reach one server (CONTRACT section 8.2).
 *
 * @param timeout seconds, above zero
 */
public record Profile(String url, Optional<String> apiKey, double timeout, boolean verifySsl) {
    public static final Profile DEFAULT = new Profile("http://localhost:8000", Optional.empty(), 30.0, true);

    public Profile {
        if (!(timeout > 0) || Double.isInfinite(timeout)) {
            throw new IllegalArgumentException("a timeout is a number of seconds above 0");
        }
    }

    public Profile withUrl(String value) {
        return new Profile(value, apiKey, timeout, verifySsl);
    }

    public Profile withApiKey(String value) {
        return new Profile(url, value.isEmpty() ? Optional.empty() : Optional.of(value), timeout, verifySsl);
    }

    public Profile withTimeout(double value) {
        return new Profile(url, apiKey, value, verifySsl);
    }

    public Profile withVerifySsl(boolean value) {
        return new Profile(url, apiKey, timeout, value);
    }
}
