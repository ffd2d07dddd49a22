package org.fastsmtp.domain;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/** Puts the routing of this node together. */
@ApplicationScoped
public class DomainBeans {
    @Produces
    @Singleton
    Routing routing(DataSource database, Settings settings) {
        return new Routing(
                new RoutingRows(database),
                new RoutingFile(settings.get(Setting.DATA_DIR).resolve("routing.bin")));
    }
}
