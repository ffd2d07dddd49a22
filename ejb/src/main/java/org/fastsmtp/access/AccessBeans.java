package org.fastsmtp.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import javax.sql.DataSource;
import org.fastsmtp.settings.Secrets;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/** What exists once for each node. */
@ApplicationScoped
public class AccessBeans {
    @Produces
    @Singleton
    Secrets secrets(Settings settings) {
        return Secrets.of(settings);
    }

    @Produces
    @Singleton
    Hits hits(Settings settings, DataSource database, Clock clock) {
        return settings.get(Setting.RATE_LIMIT_SHARED) ? new SharedHits(database, clock) : new LocalHits(clock);
    }

    @Produces
    @Singleton
    RootKey rootKey(Settings settings) {
        return RootKey.of(settings);
    }
}
