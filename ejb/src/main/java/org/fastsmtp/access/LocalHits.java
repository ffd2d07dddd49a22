package org.fastsmtp.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Instant;

/** In the memory of this node, bounded whatever the number of strangers. */
public final class LocalHits implements Hits {
    private static final int MOST_BUCKETS = 100_000;

    private final Clock clock;
    private final Cache<String, Hit> counts =
            Caffeine.newBuilder().maximumSize(MOST_BUCKETS).build();

    public LocalHits(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Hit count(String bucket, Forgets forgets) {
        Instant now = clock.instant();
        return counts.asMap().compute(bucket, (name, old) -> {
            boolean starts = old == null || !old.until().isAfter(now);
            Instant until = starts || forgets == Forgets.AFTER_QUIET ? now.plus(WINDOW) : old.until();
            return new Hit(starts ? 1 : old.count() + 1, until);
        });
    }
}
