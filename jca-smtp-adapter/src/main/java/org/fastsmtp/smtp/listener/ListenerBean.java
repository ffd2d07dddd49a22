package org.fastsmtp.smtp.listener;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.StandardEmitterMBean;

/** Shows an {@link SmtpListenerMXBean} with the descriptions of its methods, and sends its alarms. */
public final class ListenerBean extends StandardEmitterMBean {
    private final AtomicLong sequence = new AtomicLong();

    public ListenerBean(SmtpListener listener) {
        super(
                listener,
                SmtpListenerMXBean.class,
                true,
                new NotificationBroadcasterSupport(new MBeanNotificationInfo(
                        new String[] {
                            SmtpListenerMXBean.TLS_EXPIRING,
                            SmtpListenerMXBean.TLS_RELOAD_FAILED,
                            SmtpListenerMXBean.OVERLOAD,
                            SmtpListenerMXBean.LOOP_DETECTED
                        },
                        Notification.class.getName(),
                        "Something that somebody should look at")));
        listener.alarms(this::send);
    }

    private void send(String type, String text) {
        sendNotification(new Notification(type, this, sequence.incrementAndGet(), text));
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return SmtpListenerMXBean.class.getAnnotation(Description.class).value();
    }

    @Override
    protected String getDescription(MBeanAttributeInfo info) {
        return described(method -> method.getName().equals("get" + info.getName())
                        || method.getName().equals("is" + info.getName()))
                .orElse(info.getName());
    }

    @Override
    protected String getDescription(MBeanOperationInfo info) {
        return described(method -> method.getName().equals(info.getName())).orElse(info.getName());
    }

    /** By its name in the source, not {@code p0}. */
    @Override
    protected String getParameterName(MBeanOperationInfo operation, MBeanParameterInfo parameter, int sequence) {
        return Arrays.stream(SmtpListenerMXBean.class.getMethods())
                .filter(method -> method.getName().equals(operation.getName()) && method.getParameterCount() > sequence)
                .map(method -> method.getParameters()[sequence].getName())
                .findFirst()
                .orElse(parameter.getName());
    }

    private static Optional<String> described(Predicate<Method> wanted) {
        return Arrays.stream(SmtpListenerMXBean.class.getMethods())
                .filter(wanted)
                .flatMap(method -> Optional.ofNullable(method.getAnnotation(Description.class)).stream())
                .map(Description::value)
                .findFirst();
    }
}
