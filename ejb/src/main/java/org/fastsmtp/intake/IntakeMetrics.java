package org.fastsmtp.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import org.fastsmtp.authentication.Result;
import org.fastsmtp.authentication.Verdicts;

/** What understanding a mail counts (CONTRACT section 6.1). Every series is there from the start, with 0. */
public final class IntakeMetrics {
    private final Map<Result, Counter> dkim = new EnumMap<>(Result.class);
    private final Map<Result, Counter> spf = new EnumMap<>(Result.class);
    private final Counter dropped;
    private final Counter failedRules;

    public IntakeMetrics(MeterRegistry registry) {
        for (Result result : Result.values()) {
            dkim.put(result, verdict(registry, "dkim", result));
            spf.put(result, verdict(registry, "spf", result));
        }
        dropped = Counter.builder("fastsmtp.smtp.messages")
                .description("Mails at the end of their content")
                .tag("result", "dropped")
                .register(registry);
        failedRules = Counter.builder("fastsmtp.rules.failures")
                .description("Evaluations that held a mail because a rule could not be evaluated")
                .register(registry);
        Counter.builder("fastsmtp.rules.regex.timeouts")
                .description("Always 0: patterns run in linear time and have no time-out")
                .register(registry);
    }

    private static Counter verdict(MeterRegistry registry, String type, Result result) {
        return Counter.builder("fastsmtp.auth.results")
                .description("Results of sender authentication, one of each type for each mail")
                .tag("type", type)
                .tag("result", result.word())
                .register(registry);
    }

    /** Once for each mail; a check that is switched off counts as none. */
    void judged(Verdicts verdicts) {
        dkim.get(Result.of(verdicts.dkimResult())).increment();
        spf.get(Result.of(verdicts.spfResult())).increment();
    }

    /** Rules left nothing of the mail to deliver. It was accepted, and is counted as that too. */
    void dropped() {
        dropped.increment();
    }

    void ruleFailed() {
        failedRules.increment();
    }
}
