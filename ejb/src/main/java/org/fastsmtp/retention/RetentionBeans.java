package org.fastsmtp.retention;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.fastsmtp.archive.Archive;

/** Puts the objects of this feature together. */
@ApplicationScoped
public class RetentionBeans {
    @Produces
    @Singleton
    ObjectStore objectStore(Archive archive) {
        return archive.store().<ObjectStore>map(store -> store::delete).orElse(ObjectStore.NONE);
    }
}
