package org.fastsmtp.rule;

import java.util.HashSet;
import java.util.Set;

/**
 * What can be said of a pattern without running it, in one pass over its text: how large it becomes when its repetitions are written out, and
 * texts of which every match contains one. Both err on the safe side; whether the pattern is one at all, RE2/J says.
 */
final class PatternOutline {
    /** More alternatives than these are not worth a search. */
    private static final int MOST_TEXTS = 32;

    private static final int NO_LETTER = -1;

    private final String pattern;
    private int at;
    private int classes;
    private boolean ignoresCase;
    /** Something means more than it seems to: texts found so far prove nothing. */
    private boolean unclear;

    private double size;
    private Set<String> texts = Set.of();

    /**
     * A piece of the pattern.
     *
     * @param size instructions, at most
     * @param texts one of them is in every match of the piece; empty: not known
     * @param letter the character that the piece is, or NO_LETTER
     */
    private record Piece(double size, Set<String> texts, int letter) {
        static Piece of(double size) {
            return new Piece(size, Set.of(), NO_LETTER);
        }
    }

    private PatternOutline(String pattern) {
        this.pattern = pattern;
    }

    static PatternOutline of(String pattern) {
        PatternOutline outline = new PatternOutline(pattern);
        outline.read();
        return outline;
    }

    /** Upper bound of the instructions, as far as repetitions go. */
    double size() {
        return size;
    }

    /** Character classes in it: each takes the memory of its ranges. */
    int classes() {
        return classes;
    }

    /** Whether case does not count by the pattern's own flag. */
    boolean ignoresCase() {
        return ignoresCase;
    }

    /** One of these stands in every match, as written; empty when none is known. */
    Set<String> texts() {
        return unclear ? Set.of() : texts;
    }

    private void read() {
        flags();
        Piece whole = alternatives();
        size = whole.size();
        texts = whole.texts();
        while (at < pattern.length()) {
            // A parenthesis too many: no pattern, and RE2/J will say so.
            unclear = true;
            at++;
            size += alternatives().size();
        }
    }

    /** Flags before everything else, which is how people write them; of these only {@code i} changes what a letter means. */
    private void flags() {
        int end = pattern.indexOf(')');
        if (pattern.startsWith("(?") && end > 2 && pattern.substring(2, end).matches("[ims]+")) {
            ignoresCase = pattern.substring(2, end).indexOf('i') >= 0;
            at = end + 1;
        }
    }

    private Piece alternatives() {
        double total = 0;
        boolean known = true;
        Set<String> found = new HashSet<>();
        do {
            Piece one = sequence();
            total += one.size() + 1;
            known &= !one.texts().isEmpty();
            found.addAll(one.texts());
        } while (take('|'));
        return new Piece(total, known && found.size() <= MOST_TEXTS ? found : Set.of(), NO_LETTER);
    }

    private Piece sequence() {
        double total = 0;
        Set<String> best = Set.of();
        StringBuilder run = new StringBuilder();
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            Piece atom = atom();
            int from = at;
            double times = repetition();
            boolean isRepeated = at > from;
            boolean isNeeded = !isRepeated || pattern.charAt(from) == '+' || needsOne(from);
            total += atom.size() * Math.max(1, times) + (isRepeated ? 1 : 0);
            if (atom.letter() != NO_LETTER && isNeeded) {
                run.append((char) atom.letter());
            }
            if (atom.letter() == NO_LETTER || isRepeated) {
                best = better(best, run.isEmpty() ? Set.of() : Set.of(run.toString()));
                run.setLength(0);
                best = isNeeded ? better(best, atom.texts()) : best;
            }
        }
        best = better(best, run.isEmpty() ? Set.of() : Set.of(run.toString()));
        return new Piece(total, best, NO_LETTER);
    }

    /** The set whose shortest text is longer tells more. */
    private static Set<String> better(Set<String> one, Set<String> other) {
        return shortest(other) > shortest(one) ? other : one;
    }

    static int shortest(Set<String> texts) {
        return texts.stream().mapToInt(String::length).min().orElse(0);
    }

    private Piece atom() {
        char c = pattern.charAt(at++);
        return switch (c) {
            case '\\' -> escape();
            case '[' -> bracket();
            case '(' -> group();
            case '.', '^', '$' -> Piece.of(1);
            default -> letter(c);
        };
    }

    private static Piece letter(char c) {
        // Beyond ASCII a letter may have more than two forms that count as one.
        return new Piece(1, Set.of(), c < 128 ? c : NO_LETTER);
    }

    private Piece escape() {
        char c = at < pattern.length() ? pattern.charAt(at++) : '\\';
        if (!Character.isLetterOrDigit(c)) {
            return letter(c);
        }
        // What takes an argument, or quotes: enough to know that it is there.
        unclear |= "dDsSwWbBAz".indexOf(c) < 0;
        classes += c == 'p' || c == 'P' ? 1 : 0;
        return Piece.of(1);
    }

    private Piece bracket() {
        classes++;
        boolean first = true;
        while (at < pattern.length()) {
            char c = pattern.charAt(at++);
            if (c == '\\') {
                at++;
            } else if (c == '[' && at < pattern.length() && pattern.charAt(at) == ':') {
                int end = pattern.indexOf(":]", at + 1);
                at = end < 0 ? at : end + 2;
            } else if (c == ']' && !first) {
                break;
            }
            first = first && c == '^';
        }
        return Piece.of(1);
    }

    private Piece group() {
        boolean isPlain = true;
        if (take('?')) {
            int end = pattern.indexOf('>', at);
            if (end > at && pattern.substring(at, end).matches("P?<\\w+")) {
                at = end + 1;
            } else {
                // Flags change what letters mean, from here or within.
                isPlain = take(':');
                unclear |= !isPlain;
            }
        }
        Piece inside = alternatives();
        take(')');
        return new Piece(inside.size() + 2, isPlain ? inside.texts() : Set.of(), NO_LETTER);
    }

    /** How often the piece before may come, at most; {@code *} and {@code +} are a loop, which is written once. */
    private double repetition() {
        double most = 1;
        if (take('*') || take('+') || take('?')) {
            take('?');
        } else if (at < pattern.length() && pattern.charAt(at) == '{') {
            String counts = counts(at);
            if (counts.isEmpty()) {
                // Any other brace is a letter to RE2/J.
                unclear = true;
            } else {
                at += counts.length() + 2;
                take('?');
                for (String count : counts.split(",", -1)) {
                    most = Math.max(most, count.isEmpty() ? 1 : Double.parseDouble(count) + 1);
                }
            }
        }
        return most;
    }

    /** What stands in the braces of {@code {n}}, {@code {n,}} or {@code {n,m}}; empty when it is something else. */
    private String counts(int brace) {
        int end = pattern.indexOf('}', brace);
        String counts = end < 0 ? "" : pattern.substring(brace + 1, end);
        return counts.length() <= 11 && counts.matches("\\d+(,\\d*)?") ? counts : "";
    }

    private boolean needsOne(int from) {
        return pattern.charAt(from) == '{' && !counts(from).matches("0+(,.*)?");
    }

    private boolean take(char c) {
        boolean is = at < pattern.length() && pattern.charAt(at) == c;
        at += is ? 1 : 0;
        return is;
    }
}
