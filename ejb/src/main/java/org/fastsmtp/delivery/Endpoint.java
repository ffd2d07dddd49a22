package org.fastsmtp.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One webhook destination as this node knows it: how many attempts are under way, how it answered lately, whether it may have more work.
 * Health that outlives a restart (failing since, disabled) is written by {@link EndpointWatch}.
 */
final class Endpoint {
    /** An endpoint nobody knows yet gets this many at once; more as it answers, so one that hangs binds few consumers. */
    private static final int FIRST_WINDOW = 4;
    /** A full endpoint that answers this fast is worth a short wait; a consumer never waits longer for a place. */
    private static final long WORTH_WAITING_MILLIS = 100;

    private volatile EndpointKey key;
    private final Clock clock;
    private final Breaker breaker = new Breaker();
    private int inFlight;
    private int waiting;
    private int window = FIRST_WINDOW;
    private double latencyMillis;
    private Instant lastMove = Instant.EPOCH;
    private double tokens = 1;
    private double ratePerSecond;
    private Instant tokensAt;
    private long left;
    private long leftAtLook;
    private Instant failingSince;
    private Instant warnedAt;
    private Instant disabledAt;
    private boolean isDirty;

    /** What a consumer does with a delivery. */
    enum Admission {
        /** Make the attempt, then call {@link #leave}. */
        GO,
        /** The delivery waits without a consumer. */
        PARK
    }

    Endpoint(EndpointKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
        this.tokensAt = clock.instant();
    }

    EndpointKey key() {
        return key;
    }

    /** One known by its digest alone, from a row, gets its URL when somebody comes with it. */
    void name(EndpointKey full) {
        if (key.url().isEmpty()) {
            key = full;
        }
    }

    /**
     * @param most attempts at once
     * @param rate attempts per second, where the recipient has a limit
     * @param isManual somebody asked for this very attempt: it goes to a sick endpoint too, as a probe, one at a time
     */
    synchronized Admission enter(int most, Optional<Double> rate, boolean isManual) {
        Instant now = clock.instant();
        boolean isProbe = isManual && inFlight == 0;
        if (!isProbe && (disabledAt != null || !breaker.wouldAdmit(now))) {
            return Admission.PARK;
        }
        if (rate.isPresent() && !hasToken(rate.get(), now)) {
            return Admission.PARK;
        }
        if (!hasPlace(most)) {
            return Admission.PARK;
        }
        if (!isProbe && !breaker.admits(clock.instant())) {
            return Admission.PARK;
        }
        if (rate.isPresent()) {
            tokens--;
        }
        if (inFlight++ == 0) {
            lastMove = clock.instant();
        }
        return Admission.GO;
    }

    /** @return whether the breaker opened or closed */
    synchronized boolean leave(boolean success, boolean isTimeout, Duration latency, int most) {
        Instant now = clock.instant();
        inFlight--;
        left++;
        lastMove = now;
        latencyMillis = latencyMillis == 0 ? latency.toMillis() : latencyMillis * 0.8 + latency.toMillis() * 0.2;
        int before = window;
        window = isTimeout ? Math.max(1, window / 2) : success ? Math.min(most, window + 1) : window;
        // One for each place that became free; a wider window is another one.
        notify();
        if (window > before) {
            notify();
        }
        if (success) {
            isDirty |= failingSince != null || disabledAt != null;
            failingSince = null;
            warnedAt = null;
            disabledAt = null;
        } else if (failingSince == null) {
            failingSince = now;
            isDirty = true;
        }
        return breaker.record(success, now);
    }

    /** Instead of {@link #leave} when the endpoint was not asked: the fault is on this side and says nothing of it. */
    synchronized void abandon() {
        inFlight--;
        notify();
    }

    /** How many more the sweep may queue now. Called by the sweep alone, once a round. */
    synchronized int appetite(Duration round) {
        Instant now = clock.instant();
        long lately = left - leftAtLook;
        leftAtLook = left;
        if (disabledAt != null || !breaker.wouldAdmit(now)) {
            return 0;
        }
        if (breaker.isOpen()) {
            return 1;
        }
        // Twice what it took lately: grows fast while it keeps up, and what is too much is only parked again.
        long most = Math.max(0, 2 * lately + window - inFlight);
        if (ratePerSecond > 0) {
            most = Math.min(most, (long) Math.ceil(ratePerSecond * round.toMillis() / 1000.0));
        }
        return (int) Math.min(most, 2_000);
    }

    synchronized boolean isSick() {
        return disabledAt != null || breaker.isOpen();
    }

    synchronized boolean isDisabled() {
        return disabledAt != null;
    }

    synchronized void resetBreaker() {
        breaker.reset();
    }

    synchronized void disable(Instant since) {
        disabledAt = since;
    }

    synchronized void enable() {
        disabledAt = null;
        failingSince = null;
        warnedAt = null;
        breaker.reset();
    }

    /** What the table says; what this node saw since its last write counts more. */
    synchronized void learn(Health stored) {
        if (!isDirty) {
            failingSince = stored.failingSince().orElse(null);
            warnedAt = stored.warnedAt().orElse(null);
            disabledAt = stored.disabledAt().orElse(null);
        }
    }

    synchronized void warned(Instant at) {
        warnedAt = at;
    }

    synchronized Health health() {
        return new Health(
                Optional.ofNullable(failingSince), Optional.ofNullable(warnedAt), Optional.ofNullable(disabledAt));
    }

    /** Whether health changed since it was last asked; asking forgets it. */
    synchronized boolean takeDirty() {
        boolean was = isDirty;
        isDirty = false;
        return was;
    }

    synchronized void markDirty() {
        isDirty = true;
    }

    synchronized EndpointState state() {
        return new EndpointState(
                key,
                disabledAt != null ? "disabled" : breaker.isOpen() ? "open" : "closed",
                inFlight,
                window,
                Optional.ofNullable(failingSince),
                Optional.ofNullable(disabledAt));
    }

    /** Whether nothing would be lost by forgetting it. */
    synchronized boolean isIdle(Instant before) {
        return inFlight == 0 && failingSince == null && disabledAt == null && lastMove.isBefore(before);
    }

    private boolean hasToken(double rate, Instant now) {
        ratePerSecond = rate;
        double gained = Duration.between(tokensAt, now).toMillis() / 1000.0 * rate;
        tokens = Math.min(Math.max(1, rate), tokens + gained);
        tokensAt = now;
        return tokens >= 1;
    }

    private boolean hasPlace(int most) {
        int limit = Math.min(window, most);
        if (inFlight < limit) {
            return true;
        }
        boolean moves = Duration.between(lastMove, clock.instant()).toMillis() < WORTH_WAITING_MILLIS;
        if (!moves || latencyMillis * (waiting + 1) / limit > WORTH_WAITING_MILLIS / 2.0) {
            return false;
        }
        waiting++;
        try {
            wait(WORTH_WAITING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting--;
        }
        return inFlight < Math.min(window, most);
    }

    /** What the table {@code endpoints} keeps. */
    record Health(Optional<Instant> failingSince, Optional<Instant> warnedAt, Optional<Instant> disabledAt) {
        static final Health GOOD = new Health(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
