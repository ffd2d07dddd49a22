package org.fastsmtp.rule;

import java.util.UUID;

/** The counters in table {@code changes} by which nodes notice that rules have changed. */
final class RuleVersions {
    /** Moves with every change of any domain's rules. */
    static final String ALL = "rules";

    private RuleVersions() {}

    static String topic(UUID domainId) {
        return ALL + ":" + domainId;
    }
}
