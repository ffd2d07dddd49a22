package org.fastsmtp.webhook;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * How many octets each value of a payload gets when not all of them fit. Ranks are served one after the other, each from a part of what
 * is left, or from more where the later ones need less; within a rank by fair shares. Contents of attachments get what nobody needs.
 */
final class PayloadPlan {
    /** Of what is left for a rank and those after it. */
    private static final double[] PART_OF_RANK = {0.75, 0.5, 1};

    private static final int MARK = ",'truncated':true".length();

    private final long[] rooms;
    private final long[] needs;
    private long spare;

    private PayloadPlan(long[] rooms, long[] needs) {
        this.rooms = rooms;
        this.needs = needs;
    }

    static PayloadPlan unbounded(List<PayloadEntry> entries) {
        long[] rooms = new long[entries.size()];
        Arrays.fill(rooms, PayloadJson.UNBOUNDED);
        return new PayloadPlan(rooms, rooms);
    }

    static PayloadPlan of(List<PayloadEntry> entries, PayloadAttachments attachments, long limit) throws IOException {
        int count = entries.size();
        long[] rooms = new long[count];
        long[] needs = new long[count];
        long left = limit - 1 - MARK;
        int list = -1;
        for (int i = 0; i < count; i++) {
            PayloadEntry entry = entries.get(i);
            boolean isList = entry.key().equals("attachments");
            list = isList ? i : list;
            needs[i] = isList ? attachments.needWithoutContent() : entry.need(limit);
            rooms[i] = entry.least();
            left -= entry.overhead() + entry.least();
        }
        for (int rank = 0; rank < PART_OF_RANK.length; rank++) {
            left -= serve(rank, entries, rooms, needs, left);
        }
        long contents = attachments.keepContents(left);
        rooms[list] += contents;
        needs[list] += contents;
        return new PayloadPlan(rooms, needs);
    }

    /** What the entry may take: its share, and what those before it left over. */
    long room(int entry) {
        return Math.max(rooms[entry], Math.min(needs[entry], rooms[entry] + spare));
    }

    void used(int entry, long octets) {
        spare += rooms[entry] - octets;
    }

    private static long serve(int rank, List<PayloadEntry> entries, long[] rooms, long[] needs, long left) {
        int[] served = indices(entries, rank, rank);
        int[] later = indices(entries, rank + 1, PART_OF_RANK.length);
        long laterNeed = Arrays.stream(later)
                .mapToLong(i -> Math.max(0, needs[i] - rooms[i]))
                .sum();
        long budget = Math.max((long) (left * PART_OF_RANK[rank]), left - laterNeed);
        long[] wants = Arrays.stream(served)
                .mapToLong(i -> Math.max(0, needs[i] - rooms[i]))
                .toArray();
        int[] weights = Arrays.stream(served).map(i -> entries.get(i).weight()).toArray();
        long[] shares = PayloadShares.divide(wants, weights, budget);
        for (int i = 0; i < served.length; i++) {
            rooms[served[i]] += shares[i];
        }
        return Arrays.stream(shares).sum();
    }

    private static int[] indices(List<PayloadEntry> entries, int from, int to) {
        int[] found = new int[entries.size()];
        int count = 0;
        for (int i = 0; i < found.length; i++) {
            int rank = entries.get(i).rank();
            if (rank >= from && rank <= to) {
                found[count++] = i;
            }
        }
        return Arrays.copyOf(found, count);
    }
}
