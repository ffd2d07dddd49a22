package org.fastsmtp.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** The patterns of one domain on one field that no fixed text keeps from being run on every value. */
final class PatternScan implements Scan {
    /** Memory for the states of a set that runs on long texts, in bytes. */
    static final int LARGE = 2 << 20;
    /** The same for each pattern on short texts; {@link RuleWeight} counts it. */
    static final int SMALL = 4_096;
    /** So few on short texts cost less one by one. */
    private static final int FEW = 8;

    private final Field field;
    private final List<RulePattern> collected = new ArrayList<>();
    private final List<PatternSet> sets = new ArrayList<>();

    PatternScan(Field field) {
        this.field = field;
    }

    /** The number of the pattern, for {@link #first}. */
    int add(RulePattern pattern) {
        collected.add(pattern);
        return collected.size() - 1;
    }

    /** After the last {@link #add}. */
    void build() {
        if (collected.size() < FEW && !isOnBody()) {
            return;
        }
        for (int from = 0; from < collected.size(); from += PatternSet.MOST) {
            List<RulePattern> some = collected.subList(from, Math.min(from + PatternSet.MOST, collected.size()));
            sets.add(new PatternSet(some, isOnBody() ? LARGE : SMALL * some.size()));
        }
    }

    private boolean isOnBody() {
        return field.kind() == Field.Kind.BODY;
    }

    /** Memory that it may take beyond that of its rules, in bytes. */
    int weight() {
        return isOnBody() ? sets.size() * LARGE : 0;
    }

    /** The number of the first value in which the pattern is found, or {@link Matcher#MISS}. */
    int first(int number, Evaluation mail) {
        return mail.found(this)[number];
    }

    @Override
    public int[] in(Evaluation mail) {
        int[] first = new int[collected.size()];
        Arrays.fill(first, Matcher.MISS);
        List<String> values = mail.values(field).of(true);
        for (int number = 0; sets.isEmpty() && number < first.length; number++) {
            RulePattern pattern = collected.get(number);
            for (int value = values.size() - 1; value >= 0; value--) {
                first[number] = pattern.isFoundIn(values.get(value)) ? value : first[number];
            }
        }
        for (int set = 0; set < sets.size(); set++) {
            for (int value = 0; value < values.size(); value++) {
                BitSet found = sets.get(set).find(values.get(value));
                for (int i = found.nextSetBit(0); i >= 0; i = found.nextSetBit(i + 1)) {
                    int number = set * PatternSet.MOST + i;
                    first[number] = first[number] == Matcher.MISS ? value : first[number];
                }
            }
        }
        return first;
    }
}
