package org.fastsmtp.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.alarm.Alarm;
import org.fastsmtp.json.Json;
import org.fastsmtp.rule.RuleFailure;

/**
 * Tells of a rule that cannot be evaluated (finding 5): with the first mail that it holds, and again every hour as long as it holds mail; a
 * busy domain would bury everything else otherwise. Each node by itself.
 */
final class RuleAlarms {
    static final Duration SILENCE = Duration.ofHours(1);
    private static final int MOST = 1_000;

    private final Clock clock;
    private final Map<UUID, Instant> told = new LinkedHashMap<>();

    RuleAlarms(Clock clock) {
        this.clock = Objects.requireNonNull(clock);
    }

    /** The alarm to store with the mail, unless it was told lately. */
    synchronized Optional<Alarm> of(UUID mailId, UUID domainId, RuleFailure failure) {
        Instant now = clock.instant();
        if (!isDue(failure.ruleId(), now)) {
            return Optional.empty();
        }
        return Optional.of(Alarm.of(
                Alarm.Kind.RULE_FAILED,
                "rule " + failure.ruleId() + " cannot be evaluated: mail of its domain is held",
                Json.createObjectBuilder()
                        .add("rule_id", failure.ruleId().toString())
                        .add("domain_id", domainId.toString())
                        .add("mail_id", mailId.toString())
                        .add("reason", String.valueOf(failure.getMessage()))
                        .build(),
                now));
    }

    /** The mail of such a failure is committed, and with it the alarm if there was one. */
    synchronized void told(RuleFailure failure) {
        Instant now = clock.instant();
        if (isDue(failure.ruleId(), now)) {
            told.remove(failure.ruleId());
            told.put(failure.ruleId(), now);
            if (told.size() > MOST) {
                told.remove(told.keySet().iterator().next());
            }
        }
    }

    private boolean isDue(UUID ruleId, Instant now) {
        Instant last = told.get(ruleId);
        return last == null || !now.isBefore(last.plus(SILENCE));
    }
}
