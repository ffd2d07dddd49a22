package org.fastsmtp.delivery;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.fastsmtp.archive.Archive;
import org.fastsmtp.archive.ObjectStore;
import org.fastsmtp.archive.StoredObject;
import org.fastsmtp.json.Json;
import org.fastsmtp.message.Attachment;
import org.fastsmtp.message.Message;
import org.fastsmtp.webhook.AttachmentPlace;

/** Where the archive has attachments and raw mail (CONTRACT sections 3.3 and 3.5). */
final class ArchivedPlaces implements StoredPayloads.Places {
    private final Archive archive;
    private final boolean brings;
    private final boolean isRawRequired;

    private ArchivedPlaces(Archive archive, boolean brings, boolean isRawRequired) {
        this.archive = Objects.requireNonNull(archive);
        this.brings = brings;
        this.isRawRequired = isRawRequired;
    }

    /**
     * For an attempt: uploads what is not there yet.
     *
     * @param isRawRequired whether a delivery waits until the raw mail that it asks for is there
     */
    static StoredPayloads.Places bringing(Archive archive, boolean isRawRequired) {
        return new ArchivedPlaces(archive, true, isRawRequired);
    }

    /** For whoever looks: asks no server. */
    static StoredPayloads.Places looking(Archive archive) {
        return new ArchivedPlaces(archive, false, false);
    }

    @Override
    public StoredPayloads.Stored of(Delivery delivery, Message message) throws IOException {
        boolean wantsRaw = StoredPayloads.json(delivery.decision()).getBoolean(StoredPayloads.ARCHIVE_RAW, false);
        boolean hasObjects =
                archive.takesAttachments() && !message.attachments().isEmpty();
        if (archive.store().isEmpty() || delivery.domain().isEmpty() || !wantsRaw && !hasObjects) {
            return StoredPayloads.Stored.INLINE;
        }
        List<StoredObject> objects = objects(delivery, delivery.domain().get(), message);
        Optional<StoredObject> raw = objects.stream()
                .filter(object -> object.kind() == StoredObject.Kind.RAW && object.isStored())
                .findFirst();
        if (wantsRaw && isRawRequired && raw.isEmpty()) {
            throw new Payloads.NotYetException("the raw mail is not archived yet");
        }
        return new StoredPayloads.Stored(raw.filter(object -> wantsRaw).map(this::block), places(message, objects));
    }

    private List<StoredObject> objects(Delivery delivery, Delivery.Domain domain, Message message) throws IOException {
        try {
            return brings
                    ? archive.bring(delivery.mail(), domain.id(), domain.name(), message.attachments())
                    : archive.known(delivery.mail().id(), domain.id());
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** By part number; what the archive does not know is inline. */
    private java.util.function.Function<Attachment, AttachmentPlace> places(
            Message message, List<StoredObject> objects) {
        Map<String, AttachmentPlace> places = new HashMap<>();
        for (StoredObject object : objects) {
            if (object.kind() == StoredObject.Kind.ATTACHMENT
                    && object.part() < message.attachments().size()) {
                AttachmentPlace.S3 s3 = s3(object);
                places.put(
                        message.attachments().get(object.part()).partNumber(),
                        object.isStored() ? s3 : new AttachmentPlace.Inline(true, Optional.of(s3)));
            }
        }
        return attachment -> places.getOrDefault(attachment.partNumber(), AttachmentPlace.INLINE);
    }

    private AttachmentPlace.S3 s3(StoredObject object) {
        Optional<ObjectStore.Presigned> presigned = archive.presigned(object);
        return new AttachmentPlace.S3(
                object.bucket(),
                object.key(),
                archive.url(object),
                presigned.map(ObjectStore.Presigned::url),
                presigned.map(ObjectStore.Presigned::expiresAt));
    }

    private JsonObject block(StoredObject raw) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("storage", "s3")
                .add("bucket", raw.bucket())
                .add("key", raw.key())
                .add("url", archive.url(raw))
                .add("size", raw.size());
        archive.presigned(raw)
                .ifPresent(presigned -> json.add("presigned_url", presigned.url())
                        .add(
                                "expires_at",
                                presigned
                                        .expiresAt()
                                        .truncatedTo(ChronoUnit.MICROS)
                                        .toString()));
        return json.build();
    }
}
