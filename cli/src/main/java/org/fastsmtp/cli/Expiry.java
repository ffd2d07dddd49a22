package org.fastsmtp.cli;

import java.time.Clock;
import picocli.CommandLine.Option;

/** How long a new key is good. */
public final class Expiry {
    @Option(
            names = {"-e", "--expires"},
            paramLabel = "DAYS",
            description = "Days until it expires, or a duration like 12h or 2w.")
    private String expires;

    /** @return an instant as the API reads it; null for a key that never expires */
    public String at() {
        return KeyOutput.expiry(expires, Clock.systemUTC());
    }
}
