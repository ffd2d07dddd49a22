package org.fastsmtp.smtp.listener;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Mails whose 250 may not have reached the client (finding 26). A client that did not read it sends the same mail again; the second one is
 * answered 250 and goes nowhere. A mail is forgotten once the client has said something after its 250, for then it has read it. Kept in
 * memory, of this listener alone: an application that wants to know them over restarts and nodes has the fingerprint of each mail.
 */
final class Repeats {
    private static final int MOST = 50_000;

    /** One mail: first in its transaction, then acknowledged but not confirmed. */
    static final class Entry {
        private final UUID id;
        private final CountDownLatch decided = new CountDownLatch(1);
        private volatile boolean committed;

        private Entry(UUID id) {
            this.id = id;
        }

        UUID id() {
            return id;
        }
    }

    /** What a mail is, seen against those remembered. */
    enum Kind {
        /** The first of its kind: hand it over, then say how it ended. */
        FIRST,
        /** The same mail has been taken already. */
        REPEAT,
        /** The same mail is in its transaction for too long: nobody knows yet. */
        UNDECIDED
    }

    record Claim(Kind kind, String fingerprint, Entry entry) {}

    private final Cache<String, Entry> entries;
    private final Duration patience;

    Repeats(Duration window, Duration patience, Ticker ticker) {
        this.patience = patience;
        this.entries = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(window)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** Claims the fingerprint for a mail; waits while another session has the same mail in its transaction. */
    Claim claim(String fingerprint, UUID id) {
        Entry mine = new Entry(id);
        while (true) {
            Optional<Entry> other = Optional.ofNullable(entries.asMap().putIfAbsent(fingerprint, mine));
            if (other.isEmpty()) {
                return new Claim(Kind.FIRST, fingerprint, mine);
            }
            Entry entry = other.get();
            if (!isDecided(entry)) {
                return new Claim(Kind.UNDECIDED, fingerprint, entry);
            }
            if (entry.committed) {
                return new Claim(Kind.REPEAT, fingerprint, entry);
            }
            entries.asMap().remove(fingerprint, entry);
        }
    }

    private boolean isDecided(Entry entry) {
        try {
            return entry.decided.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The first one's transaction has ended. */
    void decided(Claim claim, boolean committed) {
        claim.entry().committed = committed;
        if (!committed) {
            entries.asMap().remove(claim.fingerprint(), claim.entry());
        }
        claim.entry().decided.countDown();
    }

    /** The client has gone on after its 250: it will not send this mail again. */
    void confirmed(Claim claim) {
        entries.asMap().remove(claim.fingerprint(), claim.entry());
    }

    long size() {
        return entries.estimatedSize();
    }
}
