package org.fastsmtp.smtp.listener;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.fastsmtp.smtp.Reply;

/** What the listener has done since it started. */
final class Counters {
    /** A policy may answer anything: more kinds of reply than these are counted together. */
    private static final int MOST_REASONS = 200;

    final LongAdder connections = new LongAdder();
    final LongAdder accepted = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder deferred = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder octets = new LongAdder();
    final LongAdder loops = new LongAdder();
    final LongAdder limitedConnections = new LongAdder();
    final LongAdder limitedMails = new LongAdder();
    final LongAdder limitedRecipients = new LongAdder();
    final LongAdder handshakesFailed = new LongAdder();
    final LongAdder earlyTalkers = new LongAdder();

    private final ConcurrentHashMap<String, LongAdder> refusals = new ConcurrentHashMap<>();

    /** Counts every reply that refuses something, by its codes. */
    void refusal(Reply reply) {
        String reason = reply.enhanced().isEmpty() ? "" + reply.code() : reply.code() + " " + reply.enhanced();
        String key = refusals.size() < MOST_REASONS || refusals.containsKey(reason) ? reason : "other";
        refusals.computeIfAbsent(key, any -> new LongAdder()).increment();
    }

    Map<String, Long> refusals() {
        Map<String, Long> result = new TreeMap<>();
        refusals.forEach((reason, count) -> result.put(reason, count.sum()));
        return result;
    }

    /** How a mail ended at its final dot. */
    void mail(Reply reply, long size) {
        if (reply.isPositive()) {
            accepted.increment();
            octets.add(size);
        } else if (reply.isTemporary()) {
            deferred.increment();
        } else {
            refused.increment();
        }
    }
}
