package org.fastsmtp.retention;

import java.io.IOException;

/** Where content outside the database lies. The archive's store is one; with none configured there is {@link #NONE}. */
@FunctionalInterface
public interface ObjectStore {
    /** Knows no object: rows that name one stay until there is a store again. */
    ObjectStore NONE = (bucket, key) -> {
        throw new IOException("no object store is configured");
    };

    /**
     * Removes an object. One that is not there counts as removed.
     *
     * @throws IOException it is still there, or nobody knows
     */
    void delete(String bucket, String key) throws IOException;
}
