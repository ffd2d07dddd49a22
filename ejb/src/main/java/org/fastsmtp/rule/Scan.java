package org.fastsmtp.rule;

/** Something that is looked for in one field for several rules at once, at most once for each mail. */
sealed interface Scan permits Search, PatternScan {
    /** For each number the first value that has it, or {@link Matcher#MISS}. */
    int[] in(Evaluation mail);
}
