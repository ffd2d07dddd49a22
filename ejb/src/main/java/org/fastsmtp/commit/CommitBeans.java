package org.fastsmtp.commit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** One committer for all stages: what one stores goes with what another stores at the moment. */
@ApplicationScoped
public class CommitBeans {
    @Produces
    @Singleton
    Committer committer(DataSource database) {
        return new Committer(database);
    }
}
