package org.fastsmtp.webhook;

import java.util.Arrays;
import java.util.Comparator;

/** Divides what is too little: whoever needs less than a fair share gets all it needs, the others share the rest by their weights. */
final class PayloadShares {
    private PayloadShares() {}

    /** As many octets for each as it gets; their sum is the smaller of the budget and all needs, but for rounding. */
    static long[] divide(long[] needs, int[] weights, long budget) {
        Integer[] order = new Integer[needs.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> (double) needs[i] / weights[i]));
        long[] shares = new long[needs.length];
        long left = Math.max(0, budget);
        long weight = Arrays.stream(weights).asLongStream().sum();
        for (int i : order) {
            shares[i] = Math.min(needs[i], left * weights[i] / weight);
            left -= shares[i];
            weight -= weights[i];
        }
        return shares;
    }

    static long[] divide(long[] needs, long budget) {
        int[] equal = new int[needs.length];
        Arrays.fill(equal, 1);
        return divide(needs, equal, budget);
    }

    /**
     * For the elements of a list: as many of the first as fit with nothing but their fixed part, and the share of {@code needs} that
     * each of them gets.
     */
    static long[] fitting(long[] fixed, long[] needs, long budget) {
        long left = budget;
        int count = 0;
        while (count < fixed.length && fixed[count] <= left) {
            left -= fixed[count++];
        }
        return divide(Arrays.copyOf(needs, count), left);
    }
}
