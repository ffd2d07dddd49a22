package org.fastsmtp.rule;

import jakarta.ejb.ApplicationException;
import java.util.List;

/** What somebody wants to store is no rule, or one too many: nothing was changed (422). */
@ApplicationException(rollback = true)
public final class InvalidRuleException extends RuntimeException {
    private final transient List<RuleFault> faults;

    InvalidRuleException(List<RuleFault> faults) {
        super(faults.toString(), null, false, false);
        this.faults = List.copyOf(faults);
    }

    public List<RuleFault> faults() {
        return faults;
    }
}
