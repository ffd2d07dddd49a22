package org.fastsmtp.rule;

/** A compiled condition. */
@FunctionalInterface
interface Matcher {
    int MISS = -1;

    /** The number of the value that made the condition hold, or {@link #MISS}. */
    int match(Evaluation mail);

    /** Holds, by the first value, exactly when this one misses. */
    default Matcher negated() {
        return mail -> match(mail) == MISS ? 0 : MISS;
    }
}
