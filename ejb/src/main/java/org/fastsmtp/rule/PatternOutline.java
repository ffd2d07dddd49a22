package org.fastsmtp.rule;

/**
 * What can be said of a pattern without running it, in one pass over its text: how large it becomes when its repetitions are written out, and
 * a text that every match contains. Both err on the safe side; whether the pattern is one at all, RE2/J says.
 */
final class PatternOutline {
    private final String pattern;
    private int at;
    /** Sizes of the open groups, the innermost last. */
    private final java.util.ArrayDeque<Double> outer = new java.util.ArrayDeque<>();

    private double size;
    private double atom;
    private int classes;
    private boolean literalKnown = true;
    private final StringBuilder run = new StringBuilder();
    private boolean runEndsInAtom;
    private String longest = "";

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

    /** A text that stands in every match, as written; empty when none is known. */
    String literal() {
        return literalKnown ? longest : "";
    }

    private void read() {
        while (at < pattern.length()) {
            char c = pattern.charAt(at++);
            switch (c) {
                case '\\' -> escape();
                case '[' -> {
                    bracket();
                    atom(1);
                }
                case '(' -> open();
                case ')' -> close();
                case '|' -> {
                    // An alternative of the whole pattern: no part of it is needed. Inside a group nothing is collected
                    // anyway.
                    literalKnown &= !outer.isEmpty();
                    endRun();
                    atom = 0;
                    size++;
                }
                case '*', '+', '?' -> quantifier(c == '+', 1);
                case '{' -> repetition();
                case '.', '^', '$' -> {
                    endRun();
                    atom(1);
                }
                default -> letter(c);
            }
        }
        endRun();
        while (!outer.isEmpty()) {
            size += outer.pop();
        }
    }

    private void letter(char c) {
        if (outer.isEmpty() && c < 128) {
            run.append(c);
            runEndsInAtom = true;
        } else {
            endRun();
        }
        atom(1);
    }

    private void atom(double instructions) {
        atom = instructions;
        size += instructions;
    }

    private void endRun() {
        if (run.length() > longest.length()) {
            longest = run.toString();
        }
        run.setLength(0);
        runEndsInAtom = false;
    }

    private void escape() {
        char c = at < pattern.length() ? pattern.charAt(at++) : '\\';
        if (!Character.isLetterOrDigit(c)) {
            letter(c);
            return;
        }
        // What takes an argument, or quotes: enough to know that it is there.
        if ("dDsSwWbBAz".indexOf(c) < 0) {
            literalKnown = false;
        }
        if (c == 'p' || c == 'P') {
            classes++;
        }
        endRun();
        atom(1);
    }

    private void bracket() {
        classes++;
        endRun();
        boolean first = true;
        while (at < pattern.length()) {
            char c = pattern.charAt(at++);
            if (c == '\\') {
                at++;
            } else if (c == '[' && at < pattern.length() && pattern.charAt(at) == ':') {
                int end = pattern.indexOf(":]", at + 1);
                at = end < 0 ? at : end + 2;
            } else if (c == ']' && !first) {
                return;
            }
            first = first && c == '^';
        }
    }

    private void open() {
        endRun();
        if (pattern.startsWith("?", at) && !pattern.startsWith("?:", at)) {
            // Flags change what a letter means; names only look like letters.
            literalKnown = false;
        }
        outer.push(size);
        size = 2;
    }

    private void close() {
        endRun();
        double group = size;
        size = outer.isEmpty() ? 0 : outer.pop();
        atom(group);
    }

    private void quantifier(boolean atLeastOnce, double times) {
        if (runEndsInAtom && !atLeastOnce) {
            run.setLength(run.length() - 1);
        }
        endRun();
        size += 1 + atom * (times - 1);
        atom = 1 + atom * times;
        if (at < pattern.length() && pattern.charAt(at) == '?') {
            at++;
        }
    }

    /** {@code {n}}, {@code {n,}}, {@code {n,m}}; any other brace is a letter to RE2/J. */
    private void repetition() {
        int end = pattern.indexOf('}', at);
        String counts = end < 0 ? "" : pattern.substring(at, end);
        if (counts.isEmpty()
                || counts.length() > 11
                || !counts.chars().allMatch(c -> c >= '0' && c <= '9' || c == ',')) {
            literalKnown = false;
            letter('{');
            return;
        }
        at = end + 1;
        double most = 1;
        for (String count : counts.split(",", -1)) {
            most = Math.max(most, count.isEmpty() ? 1 : Double.parseDouble(count));
        }
        quantifier(false, most + 1);
    }
}
