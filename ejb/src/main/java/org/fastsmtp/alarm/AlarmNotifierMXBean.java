package org.fastsmtp.alarm;

/** What JMX shows of alarms; each is also a notification of type {@code org.fastsmtp.alarm.<kind>}. */
public interface AlarmNotifierMXBean {
    /** Since the start of this node. */
    long getCount();

    /** Subject of the last one; empty before the first. */
    String getLast();
}
