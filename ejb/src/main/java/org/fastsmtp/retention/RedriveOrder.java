package org.fastsmtp.retention;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.fastsmtp.delivery.DeadFilter;
import org.fastsmtp.delivery.DeliveryStatus;

/**
 * What one run of the job {@code redrive} is to do.
 *
 * @param isDryRun only count
 * @param chunk rows of one transaction
 */
public record RedriveOrder(DeadFilter filter, boolean isDryRun, int chunk) {
    /** {@code all}, {@code deliveries} or {@code messages}. */
    public static final String KIND = "kind";
    /** {@code exhausted}; or {@code failed}, {@code quarantined}. */
    public static final String STATUS = "status";
    /** Name or id. */
    public static final String DOMAIN = "domain";
    /** Webhook URL. */
    public static final String ENDPOINT = "endpoint";

    public static final String RECIPIENT = "recipient";
    /** An instant, or how long ago; when the delivery was created. */
    public static final String SINCE = "since";

    public static final String UNTIL = "until";
    public static final String NEVER_ATTEMPTED = "never-attempted";
    public static final String DRY_RUN = "dry-run";
    public static final String BATCH_SIZE = "batch-size";

    static final Set<String> PARAMETERS =
            Set.of(KIND, STATUS, DOMAIN, ENDPOINT, RECIPIENT, SINCE, UNTIL, NEVER_ATTEMPTED, DRY_RUN, BATCH_SIZE);

    private static final int USUAL_CHUNK = 500;
    private static final int LARGEST_CHUNK = 5_000;

    public RedriveOrder {
        Objects.requireNonNull(filter);
    }

    /** @throws IllegalArgumentException naming the parameter and the form of its value */
    static RedriveOrder of(Properties properties, Instant now) {
        JobParameters given = new JobParameters(properties);
        DeadFilter filter = new DeadFilter(
                given.word(KIND, DeadFilter.Kind.ALL, List.of(DeadFilter.Kind.values())),
                given.word(
                        STATUS,
                        DeliveryStatus.EXHAUSTED,
                        List.of(DeliveryStatus.EXHAUSTED, DeliveryStatus.FAILED, DeliveryStatus.QUARANTINED)),
                given.text(DOMAIN),
                given.text(ENDPOINT),
                given.text(RECIPIENT),
                given.instant(SINCE, now),
                // What dies while the job runs is not its business.
                given.instant(UNTIL, now).or(() -> Optional.of(now)),
                given.flag(NEVER_ATTEMPTED));
        return new RedriveOrder(
                filter, given.flag(DRY_RUN), Math.min(given.number(BATCH_SIZE, USUAL_CHUNK), LARGEST_CHUNK));
    }
}
