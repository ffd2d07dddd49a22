package org.fastsmtp.alarm;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;

/** Makes JMX notifications of alarms for one MXBean: type {@code org.fastsmtp.alarm.<kind>}, message the subject, user data the details. */
public final class AlarmBroadcast extends NotificationBroadcasterSupport {
    private static final String TYPE = "org.fastsmtp.alarm.";

    private final AtomicLong count = new AtomicLong();
    private final ObjectName bean;

    public AlarmBroadcast(ObjectName bean, Set<Alarm.Kind> kinds) {
        super(new MBeanNotificationInfo(
                kinds.stream().map(kind -> TYPE + kind.word()).sorted().toArray(String[]::new),
                Notification.class.getName(),
                "Alarms about this"));
        this.bean = Objects.requireNonNull(bean);
    }

    public void tell(Alarm alarm) {
        Notification notification = new Notification(
                TYPE + alarm.kind().word(),
                bean,
                count.incrementAndGet(),
                alarm.createdAt().toEpochMilli(),
                alarm.subject());
        notification.setUserData(alarm.details().toString());
        sendNotification(notification);
    }
}
