package org.fastsmtp.rule;

import com.google.re2j.Pattern;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * What RE2/J compiled a pattern to, so that several patterns can be run in one pass ({@link PatternSet}). RE2/J has no such thing, and
 * keeps its program to itself; it is read by reflection, once for each pattern, so that what matches is what RE2/J says and no second
 * reading of its syntax. A version of RE2/J that looks different inside fails the tests, and at run time {@link #of} throws.
 */
final class PatternProgram {
    static final int ALT = 1;
    static final int ALT_MATCH = 2;
    static final int CAPTURE = 3;
    static final int EMPTY_WIDTH = 4;
    static final int FAIL = 5;
    static final int MATCH = 6;
    static final int NOP = 7;
    private static final int RUNE = 8;
    private static final int RUNE1 = 9;
    private static final int RUNE_ANY = 10;
    private static final int RUNE_ANY_NOT_NL = 11;

    static final int BEGIN_LINE = 1;
    static final int END_LINE = 2;
    static final int BEGIN_TEXT = 4;
    static final int END_TEXT = 8;
    static final int WORD_BOUNDARY = 16;
    static final int NO_WORD_BOUNDARY = 32;

    private static final int FOLD_CASE = 1;

    private final int[] op;
    private final int[] out;
    private final int[] arg;
    private final int[][] runes;
    private final int start;

    private PatternProgram(int size, int start) {
        op = new int[size];
        out = new int[size];
        arg = new int[size];
        runes = new int[size][];
        this.start = start;
    }

    /** @throws IllegalStateException this RE2/J cannot be read */
    static PatternProgram of(Pattern pattern) {
        try {
            Object program = get(get(pattern, "re2"), "prog");
            Object[] instructions = (Object[]) get(program, "inst");
            int size = (int) get(program, "instSize");
            PatternProgram read = new PatternProgram(size, (int) get(program, "start"));
            for (int pc = 0; pc < size; pc++) {
                Object instruction = instructions[pc];
                read.op[pc] = (int) get(instruction, "op");
                read.out[pc] = (int) get(instruction, "out");
                read.arg[pc] = (int) get(instruction, "arg");
                int[] ranges = (int[]) get(instruction, "runes");
                read.runes[pc] = ranges == null ? new int[0] : ranges(ranges, read.arg[pc], pattern);
                if (read.op[pc] < ALT || read.op[pc] > RUNE_ANY_NOT_NL) {
                    throw new IllegalStateException("unknown instruction " + read.op[pc]);
                }
            }
            return read;
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalStateException("this RE2/J cannot be read", e);
        }
    }

    /** Pairs of first and last; a lone one is itself, with all its forms where case does not count. */
    private static int[] ranges(int[] runes, int flags, Pattern pattern) throws ReflectiveOperationException {
        if (runes.length != 1) {
            return runes.clone();
        }
        int[] forms = {runes[0], runes[0]};
        if ((flags & FOLD_CASE) != 0) {
            Method fold = Class.forName(
                            "com.google.re2j.Unicode", true, pattern.getClass().getClassLoader())
                    .getDeclaredMethod("simpleFold", int.class);
            fold.setAccessible(true);
            for (int form = (int) fold.invoke(null, runes[0]); form != runes[0]; form = (int) fold.invoke(null, form)) {
                forms = Arrays.copyOf(forms, forms.length + 2);
                forms[forms.length - 2] = form;
                forms[forms.length - 1] = form;
            }
        }
        return forms;
    }

    private static Object get(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    int size() {
        return op.length;
    }

    int start() {
        return start;
    }

    int op(int pc) {
        return op[pc];
    }

    int out(int pc) {
        return out[pc];
    }

    int arg(int pc) {
        return arg[pc];
    }

    /** Whether an instruction that takes a character takes this one. */
    boolean takes(int pc, int character) {
        return switch (op[pc]) {
            case RUNE, RUNE1 -> {
                int[] ranges = runes[pc];
                for (int i = 0; i < ranges.length; i += 2) {
                    if (character >= ranges[i] && character <= ranges[i + 1]) {
                        yield true;
                    }
                }
                yield false;
            }
            case RUNE_ANY -> true;
            case RUNE_ANY_NOT_NL -> character != '\n';
            default -> false;
        };
    }
}
