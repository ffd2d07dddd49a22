package org.fastsmtp.intake;

import java.util.List;
import java.util.Objects;
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
    private volatile boolean alreadyStored;

    Understood(StoredMail mail, List<NewDelivery> deliveries, List<StoredObject> objects, List<Alarm> alarms) {
        this.mail = Objects.requireNonNull(mail);
        this.deliveries = List.copyOf(deliveries);
        this.objects = List.copyOf(objects);
        this.alarms = List.copyOf(alarms);
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

    /** Whether an earlier look at the same queue message had stored it: then its rows decide, not this object. */
    boolean isAlreadyStored() {
        return alreadyStored;
    }

    void markAlreadyStored() {
        alreadyStored = true;
    }
}
