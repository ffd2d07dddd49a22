package org.fastsmtp.operations;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known about the health of this node (finding 24): each part looks for itself, at most once per its interval however often somebody
 * asks, so that probes cost nothing and cannot be used to cause load.
 */
public final class HealthFacts {
    private final List<Part> parts;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /**
     * A part of the server and how to look at it.
     *
     * @param isVital whether the node is not ready without it; else it is only named
     * @param interval how long what was seen counts
     */
    public record Part(String name, boolean isVital, Duration interval, Look look) {
        public Part {
            Objects.requireNonNull(name);
            Objects.requireNonNull(interval);
            Objects.requireNonNull(look);
        }
    }

    /** Looks at one part. Whatever it throws means that the part is down; the text goes nowhere. */
    @FunctionalInterface
    public interface Look {
        Seen now() throws Exception;
    }

    /**
     * What a look showed.
     *
     * @param detail fit for everybody's eyes: numbers and words, no addresses, no exception text
     */
    public record Seen(boolean isUp, String detail) {
        public static Seen up(String detail) {
            return new Seen(true, detail);
        }

        public static Seen down(String detail) {
            return new Seen(false, detail);
        }
    }

    /** A part and what is known of it. */
    public record Fact(String name, boolean isVital, boolean isUp, String detail) {}

    private record Known(Instant at, Seen seen) {}

    public HealthFacts(List<Part> parts, Clock clock) {
        this.parts = List.copyOf(parts);
        this.clock = Objects.requireNonNull(clock);
    }

    /** In the order of the parts. */
    public List<Fact> all() {
        return of(List.of());
    }

    /** Some of them by name; all when {@code names} is empty. Unknown names count for nothing. */
    public List<Fact> of(Collection<String> names) {
        List<Fact> facts = new ArrayList<>();
        for (Part part : parts) {
            if (names.isEmpty() || names.contains(part.name())) {
                Seen seen = seen(part);
                facts.add(new Fact(part.name(), part.isVital(), seen.isUp(), seen.detail()));
            }
        }
        return facts;
    }

    /** Whether every vital part among them is up. */
    public static boolean isReady(List<Fact> facts) {
        return facts.stream().allMatch(fact -> fact.isUp() || !fact.isVital());
    }

    /** One look at a time at one part; who comes meanwhile waits for it, as its result is what he wants. */
    private Seen seen(Part part) {
        Instant now = clock.instant();
        return known.compute(part.name(), (name, last) -> {
                    if (last != null && now.isBefore(last.at().plus(part.interval()))) {
                        return last;
                    }
                    return new Known(now, look(part));
                })
                .seen();
    }

    private static Seen look(Part part) {
        try {
            return part.look().now();
        } catch (Exception e) {
            // The outcome of a look that fails is that the part is down.
            return Seen.down("unreachable");
        }
    }
}
