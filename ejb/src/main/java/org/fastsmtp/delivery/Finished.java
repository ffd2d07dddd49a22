package org.fastsmtp.delivery;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.fastsmtp.alarm.Alarm;

/** What one consumer hands to the group commit. */
record Finished(Delivery delivery, Optional<Attempt> attempt, Outcome outcome, List<Alarm> alarms) {
    Finished {
        Objects.requireNonNull(delivery);
        Objects.requireNonNull(attempt);
        Objects.requireNonNull(outcome);
        alarms = List.copyOf(alarms);
    }
}
