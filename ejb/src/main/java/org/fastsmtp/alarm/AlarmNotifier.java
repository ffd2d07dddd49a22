package org.fastsmtp.alarm;

import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;

/** Alarms as JMX notifications. */
public final class AlarmNotifier extends NotificationBroadcasterSupport implements AlarmNotifierMXBean, AlarmChannel {
    public static final String NAME = "org.fastsmtp:type=Alarms";
    private static final String TYPE = "org.fastsmtp.alarm.";

    private final AtomicLong count = new AtomicLong();
    private volatile String last = "";
    private volatile Optional<UUID> lastId = Optional.empty();

    @Override
    public String name() {
        return "notifier";
    }

    @Override
    public boolean send(Alarm alarm) {
        if (lastId.filter(alarm.id()::equals).isPresent()) {
            return true; // it was another channel that did not take it
        }
        lastId = Optional.of(alarm.id());
        last = alarm.subject();
        Notification notification = new Notification(
                TYPE + alarm.kind().word(),
                NAME,
                count.incrementAndGet(),
                alarm.createdAt().toEpochMilli(),
                alarm.subject());
        notification.setUserData(alarm.details().toString());
        sendNotification(notification);
        return true;
    }

    @Override
    public long getCount() {
        return count.get();
    }

    @Override
    public String getLast() {
        return last;
    }

    @Override
    public MBeanNotificationInfo[] getNotificationInfo() {
        return new MBeanNotificationInfo[] {
            new MBeanNotificationInfo(
                    Arrays.stream(Alarm.Kind.values())
                            .map(kind -> TYPE + kind.word())
                            .toArray(String[]::new),
                    Notification.class.getName(),
                    "Something that somebody should be told; the details are its user data, JSON")
        };
    }
}
