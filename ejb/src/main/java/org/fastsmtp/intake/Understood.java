package org.fastsmtp.intake;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.alarm.Alarm;
import org.fastsmtp.archive.StoredMail;
import org.fastsmtp.archive.StoredObject;
import org.fastsmtp.delivery.NewDelivery;

/** What follows from one mail: its row and its deliveries, to be stored together or not at all. */
final class Understood {
    private final StoredMail mail;
    private final List<NewDelivery> deliveries;
    private final List<StoredObject> objects;
    private final List<Alarm> alarms;
    private final Optional<String> fingerprint;
    private volatile boolean alreadyStored;
    private volatile boolean confirmed;
    private volatile Optional<UUID> first = Optional.empty();

    /** @param fingerprint what a repeat of this mail has too; empty when it cannot be told from its like */
    Understood(
            StoredMail mail,
            List<NewDelivery> deliveries,
            List<StoredObject> objects,
            List<Alarm> alarms,
            Optional<String> fingerprint) {
        this.mail = Objects.requireNonNull(mail);
        this.deliveries = List.copyOf(deliveries);
        this.objects = List.copyOf(objects);
        this.alarms = List.copyOf(alarms);
        this.fingerprint = Objects.requireNonNull(fingerprint);
    }

    StoredMail mail() {
        return mail;
    }

    List<NewDelivery> deliveries() {
        return deliveries;
    }

    /** What is announced for the object store. */
    List<StoredObject> objects() {
        return objects;
    }

    /** What somebody should be told of it. */
    List<Alarm> alarms() {
        return alarms;
    }

    Optional<String> fingerprint() {
        return fingerprint;
    }

    /** The mail that this one is once more, as its client may not have read the 250: nothing of this one is stored but a row that says so. */
    Optional<UUID> first() {
        return first;
    }

    /** Whether its row says that the client has read the 250. */
    boolean isConfirmed() {
        return confirmed;
    }

    void markConfirmed() {
        confirmed = true;
    }

    void markNew() {
        first = Optional.empty();
        confirmed = false;
    }

    void markRepeatOf(UUID mail) {
        first = Optional.of(mail);
    }

    /** Whether an earlier look at the same queue message had stored it: then its rows decide, not this object. */
    boolean isAlreadyStored() {
        return alreadyStored;
    }

    void markAlreadyStored() {
        alreadyStored = true;
    }
}
