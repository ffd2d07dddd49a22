package org.fastsmtp.operations;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.fastsmtp.settings.Settings;

/** What every feature shares and nobody owns. The data source comes from {@link Database}. */
@ApplicationScoped
public class ServerBeans {
    @Produces
    @Singleton
    Settings settings() {
        return Settings.load();
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
