package org.fastsmtp.operations;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.delivery.Attempt;
import org.fastsmtp.delivery.DeliveryLog;
import org.fastsmtp.delivery.DeliveryStatus;
import org.fastsmtp.delivery.EndpointKey;
import org.fastsmtp.delivery.LogEntry;

/** Deliveries as JMX shows them. URLs are shown without what follows {@code ?}, which may be a secret. */
final class DeliveriesBean implements DeliveriesMXBean {
    private static final int MOST = 1_000;
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final DeliveryLog log;
    private final Clock clock;
    /** Empty: the database could not be asked, and is not for each attribute anew. */
    private Optional<Map<DeliveryStatus, DeliveryLog.Waiting>> waiting = Optional.empty();

    private Instant countedAt = Instant.MIN;

    DeliveriesBean(DeliveryLog log, Clock clock) {
        this.log = Objects.requireNonNull(log);
        this.clock = Objects.requireNonNull(clock);
    }

    @Override
    public long getPending() {
        return count(DeliveryStatus.PENDING);
    }

    @Override
    public double getPendingOldestAge() {
        return age(DeliveryStatus.PENDING);
    }

    @Override
    public long getFailed() {
        return count(DeliveryStatus.FAILED);
    }

    @Override
    public double getFailedOldestAge() {
        return age(DeliveryStatus.FAILED);
    }

    @Override
    public long getQuarantined() {
        return count(DeliveryStatus.QUARANTINED);
    }

    @Override
    public double getQuarantinedOldestAge() {
        return age(DeliveryStatus.QUARANTINED);
    }

    @Override
    public List<String> list(String status, int most) {
        DeliveryStatus wanted = DeliveryStatus.of(status.strip())
                .orElseThrow(() -> new IllegalArgumentException("no such status: " + status.strip()));
        int limit = Math.min(Math.max(1, most), MOST);
        return Question.answer(() -> log.oldest(wanted, limit).stream()
                .map(entry -> entry.id() + " " + line(entry))
                .toList());
    }

    @Override
    public List<String> inspect(String id) {
        UUID wanted = UUID.fromString(id.strip());
        return Question.answer(() -> {
            Optional<LogEntry> entry = log.entry(wanted);
            if (entry.isEmpty()) {
                return List.of();
            }
            List<String> lines = new ArrayList<>();
            lines.add("delivery " + entry.get().status().word() + " " + line(entry.get()));
            log.attempts(wanted).forEach(attempt -> lines.add(line(attempt)));
            return lines;
        });
    }

    @Override
    public boolean retry(String id) {
        UUID wanted = UUID.fromString(id.strip());
        return Question.answer(() -> log.retry(wanted) == DeliveryLog.Retried.QUEUED);
    }

    @Override
    public boolean cancel(String id) {
        UUID wanted = UUID.fromString(id.strip());
        return Question.answer(() -> log.cancel(wanted, "cancelled by JMX") == DeliveryLog.Retried.QUEUED);
    }

    private long count(DeliveryStatus status) {
        return waiting(status).map(DeliveryLog.Waiting::count).orElse(0L);
    }

    private double age(DeliveryStatus status) {
        return waiting(status)
                .map(one -> Duration.between(one.oldest(), clock.instant()).toMillis() / 1000.0)
                .orElse(0.0);
    }

    private synchronized Optional<DeliveryLog.Waiting> waiting(DeliveryStatus status) {
        Instant now = clock.instant();
        if (countedAt.equals(Instant.MIN) || !now.isBefore(countedAt.plus(FRESH))) {
            countedAt = now;
            waiting = Optional.empty();
            waiting = Optional.of(Question.answer(log::waiting));
        }
        return Optional.ofNullable(waiting.orElseThrow(() -> new IllegalStateException("the database cannot be asked"))
                .get(status));
    }

    private static String line(LogEntry entry) {
        return EndpointKey.withoutSecrets(entry.webhookUrl()) + " mail " + entry.mailId() + " created "
                + entry.createdAt() + ": " + entry.lastError().orElse("");
    }

    private static String line(Attempt attempt) {
        return "attempt " + attempt.number() + " " + attempt.startedAt() + " "
                + attempt.latency().toMillis() + " ms " + attempt.cause() + " "
                + attempt.address().orElse("-") + " "
                + attempt.status().map(String::valueOf).or(attempt::errorClass).orElse("-")
                + attempt.error().map(text -> ": " + text).orElse("");
    }
}
