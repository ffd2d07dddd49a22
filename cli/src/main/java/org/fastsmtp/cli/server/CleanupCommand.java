package org.fastsmtp.cli.server;

import jakarta.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.settings.Durations;
import org.fastsmtp.settings.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes deliveries in a final state that are older than the retention; never what is not final. */
@Command(name = "cleanup", mixinStandardHelpOptions = true)
final class CleanupCommand implements Callable<Integer> {
    @Option(names = "--dry-run", description = "Only count.")
    private boolean dryRun;

    @Option(
            names = "--older-than",
            paramLabel = "DURATION",
            description = "45s, 90m, 6h, 7d, 2w or PT6H; absent: the retention of the settings.")
    private String olderThan;

    @Mixin
    private Local local;

    @Override
    public Integer call() {
        Instant cutoff = Instant.now(Clock.systemUTC()).minus(age()).truncatedTo(ChronoUnit.SECONDS);
        try (Administration administration = local.administration()) {
            long count = administration.cleanup(cutoff, dryRun, this::progress);
            local.printer()
                    .done(
                            (dryRun ? "Would delete " : "Deleted ") + count + " deliveries finished before " + cutoff,
                            Json.createObjectBuilder()
                                    .add(dryRun ? "would_delete" : "deleted", count)
                                    .add("before", cutoff.toString())
                                    .build());
        }
        return 0;
    }

    /** On a terminal only: a log has no use for it. */
    private void progress(long deleted) {
        if (local.console().interactive()) {
            local.console().err().print("\rDeleted " + deleted + " …");
            local.console().err().flush();
        }
    }

    private Duration age() {
        if (olderThan == null) {
            return Duration.ofDays(local.settings().get(Setting.DELIVERY_LOG_RETENTION_DAYS));
        }
        try {
            return Durations.parse(olderThan);
        } catch (IllegalArgumentException e) {
            // Exit 1, as the contract has it (section 8.1).
            throw Failure.failed("--older-than: " + e.getMessage());
        }
    }
}
