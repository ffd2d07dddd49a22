package org.fastsmtp.archive;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.message.Attachment;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import org.fastsmtp.smtp.Content;
import org.fastsmtp.smtp.LogFields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings attachments and raw mails to the object store (CONTRACT sections 3.3 and 3.5), each once for each mail and receiving domain. The
 * database keeps the content anyhow: a store that is down, slow or refusing loses nothing, and what it did not take is tried again at the
 * next attempt of a delivery and by {@link LateUploads}. For threads that hold no connection.
 */
public final class Archive implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.archive");
    /** After this no further object is begun on behalf of one attempt. */
    private static final Duration MOST = Duration.ofSeconds(40);

    private static final String RAW_TYPE = "message/rfc822";

    private final Optional<ObjectStore> store;
    private final ObjectRows rows;
    private final Clock clock;
    private final boolean takesAttachments;
    private final boolean presigns;
    private final String prefix;
    private final String rawPrefix;

    /** @param store absent where none is configured: then the database is all there is */
    public Archive(Settings settings, DataSource database, Optional<ObjectStore> store, Clock clock) {
        this.store = Objects.requireNonNull(store);
        this.rows = new ObjectRows(database);
        this.clock = Objects.requireNonNull(clock);
        this.takesAttachments = settings.get(Setting.ATTACHMENT_STORAGE).equals("s3");
        this.presigns = settings.get(Setting.S3_PRESIGNED_URLS);
        this.prefix = settings.get(Setting.S3_PREFIX);
        this.rawPrefix = settings.get(Setting.S3_RAW_PREFIX);
    }

    public Optional<ObjectStore> store() {
        return store;
    }

    /** Whether attachments belong in the store; else in the payload. */
    public boolean takesAttachments() {
        return takesAttachments && store.isPresent();
    }

    /** The row of a raw mail that a domain wants kept, to be written with the mail's own row; empty without store. */
    public Optional<StoredObject> raw(StoredMail mail, UUID domainId, String domain) throws IOException {
        if (store.isEmpty()) {
            return Optional.empty();
        }
        String key = ObjectKeys.raw(rawPrefix, domain, mail.id(), mail.messageId(), mail.receivedAt());
        long size = AsSent.of(mail.content()).size();
        return Optional.of(new StoredObject(
                mail.id(), domainId, StoredObject.Kind.RAW, 0, store.get().bucket(), key, size, false));
    }

    /** What is announced or stored of a mail for a domain. Asks no server. */
    public List<StoredObject> known(UUID mailId, UUID domainId) throws SQLException {
        return rows.of(mailId, domainId);
    }

    /**
     * Announces the attachments of a mail where nobody has, and uploads what is not there yet. Ends with the first upload that fails.
     *
     * @return everything known of the mail for this domain, stored or not
     */
    public List<StoredObject> bring(StoredMail mail, UUID domainId, String domain, List<Attachment> attachments)
            throws SQLException, IOException {
        List<StoredObject> objects = rows.of(mail.id(), domainId);
        if (takesAttachments() && !attachments.isEmpty() && objects.stream().allMatch(Archive::isRaw)) {
            rows.announce(announced(mail, domainId, domain, attachments));
            objects = rows.of(mail.id(), domainId);
        }
        return upload(mail.content(), attachments, objects);
    }

    /** The same without announcing anything. */
    List<StoredObject> upload(Content content, List<Attachment> attachments, List<StoredObject> objects)
            throws SQLException {
        Instant end = clock.instant().plus(MOST);
        List<StoredObject> now = new ArrayList<>();
        boolean isWell = store.isPresent();
        for (StoredObject object : objects) {
            boolean isOpen = !object.isStored() && (isRaw(object) || object.part() < attachments.size());
            if (isOpen && isWell && clock.instant().isBefore(end)) {
                isWell = upload(store.get(), content, attachments, object);
                now.add(isWell ? object.stored() : object);
            } else {
                now.add(object);
            }
        }
        return now;
    }

    private boolean upload(ObjectStore s3, Content content, List<Attachment> attachments, StoredObject object)
            throws SQLException {
        try {
            if (isRaw(object)) {
                AsSent raw = AsSent.of(content);
                s3.put(object.bucket(), object.key(), RAW_TYPE, raw.size(), raw::open);
            } else {
                Attachment attachment = attachments.get(object.part());
                s3.put(object.bucket(), object.key(), type(attachment), object.size(), attachment::open);
            }
            if (!rows.markStored(object, clock.instant())) {
                // Retention took the row meanwhile: the object goes as well.
                s3.delete(object.bucket(), object.key());
            }
            LogFields.mail(
                    object.mailId(),
                    () -> LOG.info(
                            "mail {} {} {}: stored",
                            object.mailId(),
                            object.kind().word(),
                            object.part()));
            return true;
        } catch (IOException e) {
            // An outcome: the caller delivers without it or defers, and it is tried again.
            LogFields.mail(
                    object.mailId(),
                    () -> LOG.warn(
                            "mail {} {} {}: {}", object.mailId(), object.kind().word(), object.part(), e.getMessage()));
            return false;
        }
    }

    private List<StoredObject> announced(StoredMail mail, UUID domainId, String domain, List<Attachment> attachments)
            throws IOException {
        List<StoredObject> objects = new ArrayList<>();
        for (int part = 0; part < attachments.size(); part++) {
            Attachment attachment = attachments.get(part);
            String key =
                    ObjectKeys.attachment(prefix, domain, mail.id(), mail.messageId(), part, attachment.filename());
            objects.add(new StoredObject(
                    mail.id(),
                    domainId,
                    StoredObject.Kind.ATTACHMENT,
                    part,
                    store.orElseThrow().bucket(),
                    key,
                    attachment.size(),
                    false));
        }
        return objects;
    }

    /** Plain address of an object. */
    public String url(StoredObject object) {
        return store.orElseThrow().url(object.bucket(), object.key());
    }

    /** Made anew at each look; empty where switched off. */
    public Optional<ObjectStore.Presigned> presigned(StoredObject object) {
        return store.filter(s3 -> presigns).map(s3 -> s3.presign(object.bucket(), object.key()));
    }

    @Override
    public void close() {
        store.ifPresent(ObjectStore::close);
    }

    private static boolean isRaw(StoredObject object) {
        return object.kind() == StoredObject.Kind.RAW;
    }

    /** What a sender wrote as type may be no type at all. */
    private static String type(Attachment attachment) {
        String type = attachment.contentType();
        return type.matches("[a-z0-9.+_-]{1,100}/[a-z0-9.+_-]{1,100}") ? type : "application/octet-stream";
    }
}
