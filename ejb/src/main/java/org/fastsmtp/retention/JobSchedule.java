package org.fastsmtp.retention;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.fastsmtp.settings.Cron;

/**
 * When a job runs.
 *
 * @param cron empty when it runs by an interval, or only when somebody starts it
 * @param next the next run; empty when {@code cron} does not say
 */
public record JobSchedule(String job, Optional<Cron> cron, Source source, Optional<Instant> next) {
    /** Where it comes from: written while the server ran, the setting, or the setting of the interval. */
    public enum Source {
        CHANGED,
        SETTING,
        INTERVAL;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public JobSchedule {
        Objects.requireNonNull(job);
        Objects.requireNonNull(cron);
        Objects.requireNonNull(source);
        Objects.requireNonNull(next);
    }
}
