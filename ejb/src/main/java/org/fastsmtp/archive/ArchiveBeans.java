package org.fastsmtp.archive;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import javax.sql.DataSource;
import org.fastsmtp.message.MessageParser;
import org.fastsmtp.settings.Settings;

/** Puts the objects of this feature together. */
@ApplicationScoped
public class ArchiveBeans {
    @Produces
    @Singleton
    Archive archive(Settings settings, DataSource database, Clock clock) {
        Optional<ObjectStore> store =
                settings.hasS3() ? Optional.of(new ObjectStore(settings, clock)) : Optional.empty();
        return new Archive(settings, database, store, clock);
    }

    /** With the deployment. */
    void close(@Disposes Archive archive) {
        archive.close();
    }

    @Produces
    @Singleton
    LateUploads lateUploads(Archive archive, DataSource database, MessageParser parser, Clock clock) {
        return new LateUploads(archive, database, parser, clock);
    }
}
