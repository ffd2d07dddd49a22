package org.fastsmtp.rule;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A pattern that runs in time linear in the text (findings 5 and 16): RE2/J's syntax, found anywhere in the value.
 *
 * @param caseSensitive whether case counts, by the rule and by the pattern itself
 * @param texts without one of them there is no match, folded when case does not count; empty when none is known
 */
record RulePattern(Pattern pattern, boolean caseSensitive, Set<String> texts) {
    /** A text of fewer characters stands in most bodies. */
    private static final int SELECTIVE = 3;

    /** What backtracking engines can and a linear one cannot, by how it starts. */
    private static final Map<String, String> UNSUPPORTED = Map.of(
            "(?=", "look-ahead",
            "(?!", "negative look-ahead",
            "(?<=", "look-behind",
            "(?<!", "negative look-behind",
            "(?>", "an atomic group",
            "(?(", "a conditional group",
            "(?P=", "a back-reference by name",
            "(?#", "a comment",
            "\\Z", "\\Z (use \\z)");

    /**
     * @throws IllegalArgumentException naming the construct that cannot be run; its message is made for whoever wrote the pattern
     */
    static RulePattern compile(String text, boolean caseSensitive) {
        PatternOutline outline = PatternOutline.of(text);
        if (outline.size() > RuleLimits.MAX_PATTERN_SIZE) {
            throw new IllegalArgumentException("the pattern is too large once its repetitions are written out");
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(text, caseSensitive ? 0 : Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(said(text, e), e);
        }
        int size = pattern.programSize();
        if (size > RuleLimits.MAX_PATTERN_SIZE) {
            throw new IllegalArgumentException(
                    "the pattern takes " + size + " steps; at most " + RuleLimits.MAX_PATTERN_SIZE + " are allowed");
        }
        boolean exact = caseSensitive && !outline.ignoresCase();
        return new RulePattern(pattern, exact, texts(outline, exact));
    }

    /** Whether running it on a whole body is the exception: only bodies with a certain text need it. */
    static boolean isSelective(String text) {
        return PatternOutline.shortest(PatternOutline.of(text).texts()) >= SELECTIVE;
    }

    boolean isSelective() {
        return PatternOutline.shortest(texts) >= SELECTIVE;
    }

    static boolean isOnBody(RuleText text) {
        boolean isPattern = Operator.parse(text.operator())
                .filter(operator -> operator.positive() == Operator.REGEX)
                .isPresent();
        return isPattern && text.field().equals(Field.Kind.BODY.text);
    }

    private static Set<String> texts(PatternOutline outline, boolean exact) {
        return outline.texts().stream()
                .map(text -> exact ? text : CaseFold.of(text))
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean isFoundIn(String text) {
        boolean found = pattern.matcher(text).find();
        // RE2/J keeps the machine of every thread that ever ran a pattern: with thousands of patterns that would be the
        // heap.
        pattern.reset();
        return found;
    }

    private static String said(String text, PatternSyntaxException e) {
        String construct = UNSUPPORTED.entrySet().stream()
                .filter(known -> e.getPattern().startsWith(known.getKey())
                        || known.getKey().startsWith(e.getPattern()) && text.contains(known.getKey()))
                .max(java.util.Comparator.comparingInt(known -> known.getKey().length()))
                .map(Map.Entry::getValue)
                .orElseGet(() -> e.getPattern().matches("\\\\[1-9].*")
                        ? "a back-reference"
                        : e.getPattern().matches("[*+?}][+]") ? "a possessive quantifier" : "");
        String wrong = e.getDescription() + " «" + Match.cut(e.getPattern()) + "»";
        return construct.isEmpty() ? wrong : construct + " cannot be run in linear time: " + wrong;
    }
}
