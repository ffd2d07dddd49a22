package org.fastsmtp.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/**
 * Unknown keys of one network in a minute (CONTRACT section 12). Only what fails is counted and refused: somebody else behind the same
 * address, with a key that is good, never notices. A request without any key guesses nothing and is not counted.
 */
@ApplicationScoped
public class FailedKeys {
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final boolean on;
    private final int limit;
    private final Clock clock;
    private final Cache<String, Window> windows;

    /** @param start of the minute that is counted in */
    private record Window(Instant start, AtomicInteger failures) {}

    protected FailedKeys() {
        this.on = false;
        this.limit = 0;
        this.clock = Clock.systemUTC();
        this.windows = Caffeine.newBuilder().maximumSize(0).build();
    }

    @Inject
    public FailedKeys(Settings settings, Clock clock) {
        this.on = settings.get(Setting.RATE_LIMIT_ENABLED);
        this.limit = settings.get(Setting.RATE_LIMIT_AUTH_ATTEMPTS_PER_MINUTE);
        this.clock = clock;
        this.windows = Caffeine.newBuilder()
                .expireAfterWrite(WINDOW.multipliedBy(2))
                .maximumSize(100_000)
                .build();
    }

    /** Counts a failure. @throws TooManyRequests when this was one too many */
    void count(String clientIp) {
        if (!on) {
            return;
        }
        Instant now = clock.instant();
        Window window = windows.asMap()
                .compute(
                        Client.networkOf(clientIp),
                        (network, old) ->
                                old == null || !old.start().plus(WINDOW).isAfter(now)
                                        ? new Window(now, new AtomicInteger())
                                        : old);
        if (window.failures().incrementAndGet() > limit) {
            long left = Duration.between(now, window.start().plus(WINDOW)).toSeconds();
            throw new TooManyRequests("Too many failed authentication attempts", (int) Math.max(1, left));
        }
    }
}
