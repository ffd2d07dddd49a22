package org.fastsmtp.archive;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

/**
 * A row of {@code stored_objects}: something of a mail that lies, or shall lie, in a bucket, once for each receiving domain.
 *
 * @param part place of the attachment in the mail, from 0
 * @param size octets
 * @param isStored else it is announced, and its content is in the database only
 */
public record StoredObject(
        UUID mailId, UUID domainId, Kind kind, int part, String bucket, String key, long size, boolean isStored) {
    public StoredObject {
        Objects.requireNonNull(mailId);
        Objects.requireNonNull(domainId);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(bucket);
        Objects.requireNonNull(key);
    }

    /** What it is, as the column says it. */
    public enum Kind {
        ATTACHMENT,
        RAW;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Of its place: whoever announces the same object a second time meets the first row. */
    UUID id() {
        String place = mailId + "/" + domainId + "/" + kind.word() + "/" + part;
        return UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8));
    }

    StoredObject stored() {
        return new StoredObject(mailId, domainId, kind, part, bucket, key, size, true);
    }
}
