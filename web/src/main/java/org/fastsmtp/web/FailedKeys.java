package org.fastsmtp.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.fastsmtp.access.Hits;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/**
 * Unknown keys of one network in a minute (CONTRACT section 12). Only what fails is counted and refused: somebody else behind the same
 * address, with a key that is good, never notices. A request without any key guesses nothing and is not counted.
 */
@ApplicationScoped
public class FailedKeys {
    private final boolean on;
    private final int limit;
    private final Clock clock;
    private final Hits hits;

    protected FailedKeys() {
        this(Settings.of(Map.of()), Clock.systemUTC(), null);
    }

    @Inject
    public FailedKeys(Settings settings, Clock clock, Hits hits) {
        this.on = settings.get(Setting.RATE_LIMIT_ENABLED);
        this.limit = settings.get(Setting.RATE_LIMIT_AUTH_ATTEMPTS_PER_MINUTE);
        this.clock = clock;
        this.hits = hits;
    }

    /** Counts a failure. @throws TooManyRequests when this was one too many */
    void count(String clientIp) {
        if (!on) {
            return;
        }
        Hits.Hit hit = hits.count("failed:" + Client.networkOf(clientIp), Hits.Forgets.AFTER_THE_WINDOW);
        if (hit.count() > limit) {
            long left = Duration.between(clock.instant(), hit.until()).toSeconds();
            throw new TooManyRequests("Too many failed authentication attempts", (int) Math.max(1, left));
        }
    }
}
