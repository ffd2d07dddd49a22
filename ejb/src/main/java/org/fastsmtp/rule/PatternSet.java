package org.fastsmtp.rule;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which of several patterns are found in a text, in one pass over it: an automaton whose states are made when a text needs them, and kept
 * for the next one. What it says is what RE2/J says of each pattern alone. Its memory is bounded; a text that needs more states than fit is
 * finished by RE2/J, pattern by pattern, and where that happens again and again nothing else is tried any more (ADR 12).
 *
 * <p>Used by many threads. States and transitions are immutable but for the places where later transitions go; a thread that does not see
 * one yet makes it again.
 */
final class PatternSet {
    /** Patterns in one set: as many as a domain may have on the body. */
    static final int MOST = RuleLimits.MAX_BODY_PATTERNS;

    private static final int STATE = 800;
    private static final int PLACE = 4;
    private static final int ENTRY = 100;
    private static final int ASCII = 128;
    /** In place of a character. */
    private static final int END = -1;
    /** Texts that needed too many states before it is taken for granted that all do. */
    private static final int MOST_FAILURES = 16;

    private final List<RulePattern> patterns;
    private final PatternProgram[] programs;
    /** Instructions of all programs, one after the other: where each begins, and whose it is. */
    private final int[] base;

    private final int[] owner;
    private final AtomicInteger failures = new AtomicInteger();
    private final int capacity;
    private volatile Automaton automaton;

    /** @param capacity memory for states, estimated, in bytes */
    PatternSet(List<RulePattern> patterns, int capacity) {
        this.patterns = List.copyOf(patterns);
        this.capacity = capacity;
        programs = new PatternProgram[patterns.size()];
        base = new int[patterns.size()];
        int size = 0;
        for (int i = 0; i < programs.length; i++) {
            programs[i] = PatternProgram.of(patterns.get(i).pattern());
            base[i] = size;
            size += programs[i].size();
        }
        owner = new int[size];
        for (int i = 0; i < programs.length; i++) {
            Arrays.fill(owner, base[i], base[i] + programs[i].size(), i);
        }
        automaton = new Automaton();
    }

    /** The numbers of the patterns that are found anywhere in the text. */
    BitSet find(String text) {
        BitSet found = new BitSet(programs.length);
        if (failures.get() >= MOST_FAILURES) {
            return alone(text, found);
        }
        Automaton now = automaton;
        State state = now.first;
        int length = text.length();
        for (int at = 0; at <= length; ) {
            int c = at < length ? text.charAt(at) : END;
            if (c >= ASCII) {
                c = text.codePointAt(at);
            }
            Step step = state.step(c);
            if (step == null) {
                step = now.step(state, c);
                if (step == null) {
                    failures.incrementAndGet();
                    automaton = new Automaton();
                    return alone(text, found);
                }
            }
            for (int matched : step.matched) {
                found.set(matched);
            }
            state = step.next;
            at += c > Character.MAX_VALUE ? 2 : 1;
        }
        return found;
    }

    private BitSet alone(String text, BitSet found) {
        for (int i = found.nextClearBit(0); i < programs.length; i = found.nextClearBit(i + 1)) {
            if (patterns.get(i).isFoundIn(text)) {
                found.set(i);
            }
        }
        return found;
    }

    /** What happens to a state at a character. */
    private static final class Step {
        private final State next;
        private final int[] matched;

        private Step(State next, int[] matched) {
            this.next = next;
            this.matched = matched;
        }
    }

    /**
     * Where all patterns stand between two characters: the instructions that come next, those that a new match begins with left out, and
     * what the character before was.
     */
    private static final class State {
        private final int[] places;
        private final int before;
        private final Step[] ascii = new Step[ASCII + 1];
        private final Map<Integer, Step> others = new ConcurrentHashMap<>(0);

        private State(int[] places, int before) {
            this.places = places;
            this.before = before;
        }

        private Step step(int c) {
            return c < ASCII ? ascii[c + 1] : others.get(c);
        }
    }

    /** Which state it is. */
    private static final class Key {
        private final int[] places;
        private final int before;

        private Key(int[] places, int before) {
            this.places = places;
            this.before = before;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && before == key.before && Arrays.equals(places, key.places);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(places) + before;
        }
    }

    /** A character and what holds before it. */
    private record Before(int character, int conditions) {}

    /** Where a new match of each pattern stands after its first character, and which patterns match the empty text before it. */
    private static final class Beginning {
        private final int[] places;
        private final int[] matched;

        private Beginning(int[] places, int[] matched) {
            this.places = places;
            this.matched = matched;
        }
    }

    /** States and the work of making them: one thread at a time. */
    private final class Automaton {
        private final Map<Key, State> states = new HashMap<>();
        private final int[] seen = new int[owner.length];
        private final int[] stack = new int[2 * owner.length + programs.length];
        private final Map<Before, Beginning> beginnings = new HashMap<>();
        private int roomForBeginnings = capacity / 4;
        private int round;
        private int weight;
        private final State first = state(new BitSet(), PatternProgram.BEGIN_TEXT | PatternProgram.BEGIN_LINE);

        /** Null when there is no room for it. */
        private synchronized Step step(State state, int c) {
            int conditions = conditions(state.before, c);
            BitSet next = new BitSet();
            BitSet matched = new BitSet();
            begin(c, conditions, next, matched);
            round++;
            for (int place : state.places) {
                follow(place, c, conditions, next, matched);
            }
            if (weight > capacity) {
                return null;
            }
            Step step = new Step(state(next, before(c)), matched.stream().toArray());
            if (c < ASCII) {
                state.ascii[c + 1] = step;
            } else {
                state.others.put(c, step);
                weight += ENTRY;
            }
            weight += step.matched.length * 4;
            return step;
        }

        /** Where every pattern stands that begins at this character: the same in all states, so it is found out once. */
        private void begin(int c, int conditions, BitSet next, BitSet matched) {
            Beginning beginning = beginnings.get(new Before(c, conditions));
            if (beginning == null) {
                BitSet places = new BitSet();
                BitSet empty = new BitSet();
                round++;
                for (int i = 0; i < programs.length; i++) {
                    follow(base[i] + programs[i].start(), c, conditions, places, empty);
                }
                beginning =
                        new Beginning(places.stream().toArray(), empty.stream().toArray());
                int room = ENTRY + (beginning.places.length + beginning.matched.length) * 4;
                if (room <= roomForBeginnings) {
                    roomForBeginnings -= room;
                    weight += room;
                    beginnings.put(new Before(c, conditions), beginning);
                }
            }
            for (int place : beginning.places) {
                next.set(place);
            }
            for (int pattern : beginning.matched) {
                matched.set(pattern);
            }
        }

        /** Everything that is reached from an instruction before the character is taken. */
        private void follow(int from, int c, int conditions, BitSet next, BitSet matched) {
            int depth = 0;
            stack[depth++] = from;
            while (depth > 0) {
                int place = stack[--depth];
                if (seen[place] == round) {
                    continue;
                }
                seen[place] = round;
                int pattern = owner[place];
                PatternProgram program = programs[pattern];
                int pc = place - base[pattern];
                switch (program.op(pc)) {
                    case PatternProgram.ALT, PatternProgram.ALT_MATCH -> {
                        stack[depth++] = base[pattern] + program.out(pc);
                        stack[depth++] = base[pattern] + program.arg(pc);
                    }
                    case PatternProgram.CAPTURE, PatternProgram.NOP -> stack[depth++] = base[pattern] + program.out(pc);
                    case PatternProgram.EMPTY_WIDTH -> {
                        if ((program.arg(pc) & ~conditions) == 0) {
                            stack[depth++] = base[pattern] + program.out(pc);
                        }
                    }
                    case PatternProgram.MATCH -> matched.set(pattern);
                    default -> {
                        if (c != END && program.takes(pc, c)) {
                            next.set(base[pattern] + program.out(pc));
                        }
                    }
                }
            }
        }

        private State state(BitSet places, int before) {
            return states.computeIfAbsent(new Key(places.stream().toArray(), before), key -> {
                weight += STATE + key.places.length * PLACE;
                return new State(key.places, before);
            });
        }
    }

    /** What holds between the character before and this one, as RE2/J sees it. */
    private static int conditions(int before, int c) {
        int conditions = before & ~PatternProgram.WORD_BOUNDARY;
        if (c == END) {
            conditions |= PatternProgram.END_TEXT | PatternProgram.END_LINE;
        } else if (c == '\n') {
            conditions |= PatternProgram.END_LINE;
        }
        boolean wasWord = (before & PatternProgram.WORD_BOUNDARY) != 0;
        return conditions | (wasWord == isWord(c) ? PatternProgram.NO_WORD_BOUNDARY : PatternProgram.WORD_BOUNDARY);
    }

    /** What matters of a character once it is passed: whether a line begins, and (in the place of the boundary) whether it was of a word. */
    private static int before(int c) {
        return (c == '\n' ? PatternProgram.BEGIN_LINE : 0) | (isWord(c) ? PatternProgram.WORD_BOUNDARY : 0);
    }

    private static boolean isWord(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }
}
