package org.fastsmtp.rule;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Map;

/**
 * A pattern that runs in time linear in the text (findings 5 and 16): RE2/J's syntax, found anywhere in the value.
 *
 * @param literal a text without which there is no match, folded when case does not count; empty when none is known
 */
record RulePattern(Pattern pattern, String literal, int weight) {
    private static final int INSTRUCTION_BYTES = 64;
    private static final int CLASS_BYTES = 1000;

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
        String literal = caseSensitive ? outline.literal() : CaseFold.of(outline.literal());
        return new RulePattern(pattern, literal, size * INSTRUCTION_BYTES + outline.classes() * CLASS_BYTES);
    }

    boolean isFoundIn(String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find();
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
