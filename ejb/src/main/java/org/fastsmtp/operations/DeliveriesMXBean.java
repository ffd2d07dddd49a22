package org.fastsmtp.operations;

import java.util.List;
import org.fastsmtp.mxbean.Described;

/** Deliveries that wait, {@code org.fastsmtp:type=Deliveries,name=all}; the same on every node. Counted at most once in five seconds. */
@Described("Deliveries of the whole system: what waits and for how long, and what can be done with one")
public interface DeliveriesMXBean {
    @Described(value = "Wait for their first attempt, or for their endpoint to take work", units = "deliveries")
    long getPending();

    @Described(value = "Age of the oldest of them; 0 when there is none", units = "seconds")
    double getPendingOldestAge();

    @Described(value = "Have failed and wait for their next attempt", units = "deliveries")
    long getFailed();

    @Described(value = "Age of the oldest of them; 0 when there is none", units = "seconds")
    double getFailedOldestAge();

    @Described(value = "Held by a rule, until somebody releases or cancels them", units = "deliveries")
    long getQuarantined();

    @Described(value = "Age of the oldest of them; 0 when there is none", units = "seconds")
    double getQuarantinedOldestAge();

    @Described(
            "The oldest first, a line each: id, endpoint, mail, when, last error; of a status: pending failed quarantined delivered exhausted cancelled dropped")
    List<String> list(String status, int most);

    @Described("One with its history: state, reason, a line for each attempt; none when there is no such delivery")
    List<String> inspect(String id);

    @Described("Tries a failed or given up one at once, releases a held one; false when it is none of these")
    boolean retry(String id);

    @Described("Nothing more is wanted of one that waits, is held or was given up; false when it is none of these")
    boolean cancel(String id);
}
