package org.fastsmtp.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The contract's metrics of webhooks and queue (CONTRACT section 6.1), and the age of what waits. */
public final class DeliveryMetrics {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private final Map<DeliveryStatus, Counter> deliveries = new EnumMap<>(DeliveryStatus.class);
    private final Timer duration;
    /** Depth and age by status as the sweep counted them last. */
    private final Map<DeliveryStatus, QueueState> queue = new ConcurrentHashMap<>();

    private volatile double untriedSeconds;

    /** @param oldestSeconds age of the oldest that waits */
    record QueueState(long depth, double oldestSeconds) {
        static final QueueState EMPTY = new QueueState(0, 0);
    }

    public DeliveryMetrics(MeterRegistry registry, Endpoints endpoints) {
        for (DeliveryStatus status :
                new DeliveryStatus[] {DeliveryStatus.DELIVERED, DeliveryStatus.FAILED, DeliveryStatus.EXHAUSTED}) {
            deliveries.put(
                    status,
                    Counter.builder("fastsmtp.webhook.deliveries")
                            .description("Attempts by what they led to")
                            .tag("status", status.word())
                            .register(registry));
        }
        duration = Timer.builder("fastsmtp.webhook.delivery.duration")
                .description("Time of one attempt")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        for (DeliveryStatus status :
                new DeliveryStatus[] {DeliveryStatus.PENDING, DeliveryStatus.FAILED, DeliveryStatus.QUARANTINED}) {
            Gauge.builder("fastsmtp.queue.depth", () -> state(status).depth())
                    .description("Deliveries that wait, by status")
                    .tag("status", status.word())
                    .register(registry);
            Gauge.builder(
                            "fastsmtp.queue.oldest.age.seconds",
                            () -> state(status).oldestSeconds())
                    .description("Age of the oldest delivery that waits, by status")
                    .tag("status", status.word())
                    .register(registry);
        }
        Gauge.builder("fastsmtp.queue.untried.age.seconds", () -> untriedSeconds)
                .description("Wait of the oldest delivery for its first attempt, where its endpoint takes work")
                .register(registry);
        for (String word : new String[] {"open", "disabled"}) {
            Gauge.builder(
                            "fastsmtp.endpoints",
                            () -> endpoints.states().stream()
                                    .filter(state -> state.breaker().equals(word))
                                    .count())
                    .description("Endpoints that take no work on this node")
                    .tag("state", word)
                    .register(registry);
        }
    }

    void attempt(Outcome outcome, Duration latency) {
        DeliveryStatus status = outcome instanceof Outcome.Delivered
                ? DeliveryStatus.DELIVERED
                : outcome instanceof Outcome.Deferred ? DeliveryStatus.FAILED : DeliveryStatus.EXHAUSTED;
        deliveries.get(status).increment();
        duration.record(latency);
    }

    /** @param untriedAge wait of the oldest for its first attempt, seconds */
    void queue(Map<DeliveryStatus, QueueState> counted, double untriedAge) {
        untriedSeconds = untriedAge;
        queue.putAll(counted);
        queue.keySet().retainAll(counted.keySet());
    }

    private QueueState state(DeliveryStatus status) {
        return queue.getOrDefault(status, QueueState.EMPTY);
    }
}
