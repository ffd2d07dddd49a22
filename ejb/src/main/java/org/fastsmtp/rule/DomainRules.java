package org.fastsmtp.rule;

import java.util.List;

/**
 * Everything that one domain has, read at one moment.
 *
 * @param version moves with every change of the domain's rules; 0 when there was none yet
 * @param rulesets by priority, then name; disabled ones too
 */
public record DomainRules(long version, List<Ruleset> rulesets) {
    public DomainRules {
        rulesets = List.copyOf(rulesets);
    }
}
