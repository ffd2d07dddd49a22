package org.fastsmtp.rule;

/** What a rule costs in memory once compiled: an estimate on the high side, in bytes. */
final class RuleWeight {
    private static final int RULE = 500;

    private RuleWeight() {}

    static int of(RuleText text) {
        int value = text.value().length() * (2 + Needles.BYTES_PER_CHARACTER);
        int tags =
                text.addTags().stream().mapToInt(tag -> 60 + tag.length() * 2).sum();
        return RULE + value + tags + pattern(text);
    }

    private static int pattern(RuleText text) {
        boolean isPattern = Operator.parse(text.operator())
                .filter(operator -> operator.positive() == Operator.REGEX)
                .isPresent();
        if (!isPattern) {
            return 0;
        }
        PatternOutline outline = PatternOutline.of(text.value());
        return (int) Math.min(outline.size(), RuleLimits.MAX_PATTERN_SIZE) * 64
                + outline.classes() * 1000
                + PatternScan.SMALL;
    }
}
