package org.fastsmtp.cli;

import java.time.Duration;
import java.util.Optional;
import org.fastsmtp.settings.Durations;
import picocli.CommandLine.Option;

/** How long a key that is replaced stays good beside the new one. */
public final class Grace {
    private static final Duration LONGEST = Duration.ofDays(90);

    @Option(
            names = {"-g", "--grace"},
            paramLabel = "DURATION",
            description = "How long the old key stays good, e.g. 24h or 7d; without it not at all.")
    private String grace;

    /** @throws Failure when it is no duration of at most 90 days */
    public Optional<Duration> time() {
        if (grace == null) {
            return Optional.empty();
        }
        try {
            Duration time = Durations.parse(grace);
            if (time.compareTo(LONGEST) > 0) {
                throw Failure.usage("--grace: must be 90d or less");
            }
            return Optional.of(time);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--grace: " + e.getMessage());
        }
    }
}
