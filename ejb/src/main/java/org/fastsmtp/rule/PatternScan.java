package org.fastsmtp.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Some of the patterns of one domain on one field: run together, when the first of them is asked for. */
final class PatternScan implements Scan {
    /** Memory for the states of a set that runs on long texts, in bytes: at most, and how it grows with the patterns. */
    static final int LARGE = 8 << 20;

    private static final int LEAST = 65_536;
    private static final int EACH = 16_384;
    /** The same for each pattern on short texts; {@link RuleWeight} counts it. */
    static final int SMALL = 4_096;
    /** So few on short texts cost less one by one. */
    private static final int FEW = 8;

    private final Field field;
    private final List<RulePattern> patterns = new ArrayList<>();
    private Optional<PatternSet> set = Optional.empty();

    PatternScan(Field field) {
        this.field = field;
    }

    boolean isFull() {
        return patterns.size() >= PatternSet.MOST;
    }

    /** The number of the pattern, for {@link #first}. */
    int add(RulePattern pattern) {
        patterns.add(pattern);
        return patterns.size() - 1;
    }

    /** After the last {@link #add}. */
    void build() {
        if (isOnBody() || patterns.size() >= FEW) {
            set = Optional.of(new PatternSet(patterns, isOnBody() ? weight() : SMALL * patterns.size()));
        }
    }

    private boolean isOnBody() {
        return field.kind() == Field.Kind.BODY;
    }

    /** Memory that it may take beyond that of its rules, in bytes. */
    int weight() {
        return isOnBody() ? Math.min(LARGE, LEAST + EACH * patterns.size()) : 0;
    }

    /** The number of the first value in which the pattern is found, or {@link Matcher#MISS}. */
    int first(int number, Evaluation mail) {
        return mail.found(this)[number];
    }

    @Override
    public int[] in(Evaluation mail) {
        int[] first = new int[patterns.size()];
        Arrays.fill(first, Matcher.MISS);
        List<String> values = mail.values(field).of(true);
        for (int value = values.size() - 1; value >= 0; value--) {
            BitSet found = find(values.get(value));
            for (int i = found.nextSetBit(0); i >= 0; i = found.nextSetBit(i + 1)) {
                first[i] = value;
            }
        }
        return first;
    }

    private BitSet find(String text) {
        if (set.isPresent()) {
            return set.get().find(text);
        }
        BitSet found = new BitSet();
        for (int i = 0; i < patterns.size(); i++) {
            found.set(i, patterns.get(i).isFoundIn(text));
        }
        return found;
    }
}
