package org.fastsmtp.operations;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/** What every feature shares and nobody owns. The data source comes from {@link Database}. */
@ApplicationScoped
public class ServerBeans {
    private static final String DATA_DIR = "fastsmtp.data_dir";

    @Produces
    @Singleton
    Settings settings() {
        // In an administrator's own WildFly the data lie where the server keeps its data; the launcher says where
        // otherwise.
        if (System.getenv(Setting.DATA_DIR.variable()) == null && System.getProperty(DATA_DIR) == null) {
            System.setProperty(DATA_DIR, System.getProperty("jboss.server.data.dir", "data") + "/fastsmtp");
        }
        return Settings.load();
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
