package org.fastsmtp.smtp.tls;

import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;

/**
 * A context that somebody else looks after, e.g. Elytron: its certificate is known only by being presented.
 *
 * @param lookInterval how often what it presents is looked at; zero: only when asked
 * @param alarmBefore how long before its end a certificate is called expiring
 */
public record LentContext(SSLContext context, Duration lookInterval, Duration alarmBefore) {
    public LentContext {
        Objects.requireNonNull(context);
        Objects.requireNonNull(lookInterval);
        Objects.requireNonNull(alarmBefore);
    }
}
