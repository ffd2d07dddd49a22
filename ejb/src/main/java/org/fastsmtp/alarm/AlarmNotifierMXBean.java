package org.fastsmtp.alarm;

import org.fastsmtp.mxbean.Described;

/** What JMX shows of alarms; each is also a notification of type {@code org.fastsmtp.alarm.<kind>}. */
@Described("Alarms that this node took from the queue: each is a notification")
public interface AlarmNotifierMXBean {
    @Described(value = "Since the start of this node", units = "alarms")
    long getCount();

    @Described("Subject of the last one; empty before the first")
    String getLast();
}
