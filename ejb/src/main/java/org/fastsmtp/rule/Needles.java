package org.fastsmtp.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds many texts in one pass over another: the automaton of Aho and Corasick. Time is linear in the text however many needles there are;
 * memory is {@value #BYTES_PER_CHARACTER} bytes for each character of the needles.
 *
 * <p>States are numbered breadth first over the sorted needles, so that the children of a state lie side by side.
 */
final class Needles {
    static final int BYTES_PER_CHARACTER = 70;
    /** Up to here one pass for each needle is faster, because the JVM does it with vector instructions. */
    private static final int FEW = 8;

    private static final int ASCII = 128;
    /** Children from which on a state gets a table. */
    private static final int MANY = 12;

    private static final int NONE = -1;

    private final String[] needles;
    /** Label of the edge that leads into a state. */
    private char[] label;
    /** The children of state s are firstChild[s] until firstChild[s + 1]. */
    private int[] firstChild;

    private int[] failure;
    /** The needle that ends in a state, or NONE. */
    private int[] output;
    /** The longest proper suffix of a state that ends a needle, or 0. */
    private int[] outputLink;

    /** Where many children lie, where each ASCII character leads from there, failures followed; null for the others. */
    private int[][] dense;

    private Needles(String[] needles) {
        this.needles = needles;
        if (needles.length > FEW) {
            build();
        }
    }

    /** Collects needles and numbers them. */
    static final class Builder {
        private final Map<String, Integer> numbers = new HashMap<>();
        private final List<String> needles = new ArrayList<>();

        /** The number under which {@link Needles#find} reports this one. */
        int add(String needle) {
            return numbers.computeIfAbsent(needle, added -> {
                needles.add(added);
                return needles.size() - 1;
            });
        }

        Needles build() {
            return new Needles(needles.toArray(String[]::new));
        }
    }

    /** For each needle the index of the first text that contains it, or -1. */
    int[] find(List<String> texts) {
        int[] found = new int[needles.length];
        Arrays.fill(found, NONE);
        for (int i = 0; i < texts.size(); i++) {
            if (needles.length > FEW) {
                scan(texts.get(i), i, found);
            } else {
                for (int needle = 0; needle < needles.length; needle++) {
                    if (found[needle] == NONE && texts.get(i).contains(needles[needle])) {
                        found[needle] = i;
                    }
                }
            }
        }
        return found;
    }

    private void scan(String text, int index, int[] found) {
        int state = 0;
        mark(state, index, found);
        for (int at = 0; at < text.length(); at++) {
            state = next(state, text.charAt(at));
            mark(state, index, found);
        }
    }

    /** Needles that end here. Once one is marked, so are all its suffixes: the walk stays linear over all texts. */
    private void mark(int state, int index, int[] found) {
        int at = output[state] == NONE ? outputLink[state] : state;
        while (output[at] != NONE && found[output[at]] == NONE) {
            found[output[at]] = index;
            at = outputLink[at];
        }
    }

    private int next(int from, char c) {
        int state = from;
        while (true) {
            if (c < ASCII && dense[state] != null) {
                return dense[state][c];
            }
            int child = child(state, c);
            if (child != NONE) {
                return child;
            }
            if (state == 0) {
                return 0;
            }
            state = failure[state];
        }
    }

    private int child(int state, char c) {
        int low = firstChild[state];
        int end = firstChild[state + 1];
        if (end - low == 1) {
            return label[low] == c ? low : NONE;
        }
        int at = Arrays.binarySearch(label, low, end, c);
        return at >= 0 ? at : NONE;
    }

    private void build() {
        Integer[] order = new Integer[needles.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> needles[a].compareTo(needles[b]));
        int most = 1 + Arrays.stream(needles).mapToInt(String::length).sum();
        label = new char[most];
        firstChild = new int[most + 1];
        output = new int[most];
        Arrays.fill(output, NONE);
        // The needles below a state: order[from[s]] until order[to[s]], all alike up to depth[s].
        int[] from = new int[most];
        int[] to = new int[most];
        int[] depth = new int[most];
        int[] parent = new int[most];
        to[0] = order.length;
        int states = 1;
        for (int state = 0; state < states; state++) {
            firstChild[state] = states;
            int at = from[state];
            int end = to[state];
            while (at < end && needles[order[at]].length() == depth[state]) {
                output[state] = order[at++];
            }
            while (at < end) {
                char c = needles[order[at]].charAt(depth[state]);
                from[states] = at;
                while (at < end && needles[order[at]].charAt(depth[state]) == c) {
                    at++;
                }
                to[states] = at;
                depth[states] = depth[state] + 1;
                parent[states] = state;
                label[states++] = c;
            }
        }
        firstChild[states] = states;
        trim(states);
        link(states, parent);
    }

    private void trim(int states) {
        label = Arrays.copyOf(label, states);
        firstChild = Arrays.copyOf(firstChild, states + 1);
        output = Arrays.copyOf(output, states);
    }

    private void link(int states, int[] parent) {
        failure = new int[states];
        outputLink = new int[states];
        dense = new int[states][];
        tabulate(0);
        for (int state = 1; state < states; state++) {
            int up = parent[state];
            failure[state] = up == 0 ? 0 : next(failure[up], label[state]);
            outputLink[state] = output[failure[state]] == NONE ? outputLink[failure[state]] : failure[state];
            if (firstChild[state + 1] - firstChild[state] >= MANY) {
                tabulate(state);
            }
        }
    }

    /** After the states above it. */
    private void tabulate(int state) {
        int[] table = new int[ASCII];
        for (char c = 0; c < ASCII; c++) {
            int child = child(state, c);
            table[c] = child != NONE ? child : state == 0 ? 0 : next(failure[state], c);
        }
        dense[state] = table;
    }
}
