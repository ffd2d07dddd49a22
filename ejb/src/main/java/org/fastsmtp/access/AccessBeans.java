package org.fastsmtp.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.fastsmtp.settings.Secrets;
import org.fastsmtp.settings.Settings;

/** The keys that exist once for each node. */
@ApplicationScoped
public class AccessBeans {
    @Produces
    @Singleton
    Secrets secrets(Settings settings) {
        return Secrets.of(settings);
    }

    @Produces
    @Singleton
    RootKey rootKey(Settings settings) {
        return RootKey.of(settings);
    }
}
