package org.fastsmtp.alarm;

/** A way by which alarms leave: the dead-letter webhook, mail, JMX. */
public interface AlarmChannel {
    /** One word, kept with the alarm when this way has taken it. */
    String name();

    /** Whether this alarm was taken, or is none of its business. False: try again later; a repetition must do no harm. */
    boolean send(Alarm alarm);
}
