package org.fastsmtp.alarm;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.management.ObjectName;

/**
 * Alarms for the MXBeans of what they are about: an endpoint's for {@code type=Endpoints}, those of a stage for its stage. Every alarm is
 * also told by {@link AlarmNotifier}. A node tells what it took from the queue {@code events}, wherever it happened.
 */
public final class AlarmRelay implements AlarmChannel {
    private final Map<ObjectName, Listener> listeners = new ConcurrentHashMap<>();

    private record Listener(Set<Alarm.Kind> kinds, Consumer<Alarm> ear) {
        Listener {
            kinds = Set.copyOf(kinds);
            Objects.requireNonNull(ear);
        }
    }

    /** In the place of who listened for this bean before. */
    public void listen(ObjectName bean, Set<Alarm.Kind> kinds, Consumer<Alarm> ear) {
        listeners.put(bean, new Listener(kinds, ear));
    }

    public void forget(ObjectName bean) {
        listeners.remove(bean);
    }

    @Override
    public String name() {
        return "relay";
    }

    @Override
    public boolean send(Alarm alarm) {
        for (Listener listener : listeners.values()) {
            if (listener.kinds().contains(alarm.kind())) {
                listener.ear().accept(alarm);
            }
        }
        return true;
    }
}
