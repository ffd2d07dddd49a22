package org.fastsmtp.operations;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.delivery.DeadEntry;
import org.fastsmtp.delivery.DeadFilter;
import org.fastsmtp.delivery.DeadLetter;
import org.fastsmtp.delivery.DeadLetterRedrive;
import org.fastsmtp.delivery.DeadLetters;
import org.fastsmtp.delivery.DeliveryLog;
import org.fastsmtp.delivery.DeliveryStatus;
import org.fastsmtp.delivery.EndpointKey;
import org.fastsmtp.delivery.LogEntry;
import org.fastsmtp.retention.Jobs;

/** Dead letters as JMX shows them. URLs are shown without what follows {@code ?}, which may be a secret. */
final class DeadLettersBean implements DeadLettersMXBean {
    private static final int MOST = 1_000;

    private final DeadLetters deadLetters;
    private final DeadLetterRedrive redrive;
    private final DeliveryLog log;
    private final DeliveriesMXBean deliveries;
    private final Jobs jobs;

    DeadLettersBean(
            DeadLetters deadLetters,
            DeadLetterRedrive redrive,
            DeliveryLog log,
            DeliveriesMXBean deliveries,
            Jobs jobs) {
        this.deadLetters = Objects.requireNonNull(deadLetters);
        this.redrive = redrive;
        this.log = Objects.requireNonNull(log);
        this.deliveries = Objects.requireNonNull(deliveries);
        this.jobs = jobs;
    }

    @Override
    public long getDeliveries() {
        return Question.answer(() -> deadLetters.counts().deliveries());
    }

    @Override
    public long getMessages() {
        return Question.answer(() -> deadLetters.counts().messages());
    }

    @Override
    public List<String> list(int most) {
        int limit = Math.min(Math.max(1, most), MOST);
        return Question.answer(() -> deadLetters.waiting(DeadFilter.EVERYTHING, limit, 0).stream()
                .map(DeadLettersBean::line)
                .toList());
    }

    @Override
    public List<String> inspect(String id) {
        List<String> delivery = deliveries.inspect(id);
        if (!delivery.isEmpty()) {
            return delivery;
        }
        UUID wanted = UUID.fromString(id.strip());
        return Question.answer(() ->
                deadLetters.find(wanted).map(DeadLettersBean::line).stream().toList());
    }

    @Override
    public boolean redrive(String id) {
        UUID wanted = UUID.fromString(id.strip());
        return Question.answer(() -> log.entry(wanted).isPresent()
                ? log.retry(wanted) == DeliveryLog.Retried.QUEUED
                : redrive.redrive(wanted));
    }

    @Override
    public boolean cancel(String id) {
        UUID wanted = UUID.fromString(id.strip());
        return Question.answer(() -> {
            Optional<LogEntry> delivery = log.entry(wanted);
            return delivery.isPresent()
                    ? delivery.get().status() == DeliveryStatus.EXHAUSTED
                            && log.cancel(wanted, "cancelled by JMX") == DeliveryLog.Retried.QUEUED
                    : deadLetters.cancel(wanted);
        });
    }

    @Override
    public long redriveAll(String parameters) {
        return JobBean.start(jobs, Jobs.REDRIVE, parameters);
    }

    private static String line(DeadEntry entry) {
        return entry.id() + (entry.isMessage() ? " message " : " delivery ") + entry.diedAt() + " "
                + entry.webhookUrl()
                        .map(EndpointKey::withoutSecrets)
                        .or(entry::queue)
                        .orElse("") + ": " + entry.reason();
    }

    private static String line(DeadLetter letter) {
        String state = letter.isWaiting() ? "waiting" : letter.redrivenAt().isPresent() ? "redriven" : "cancelled";
        return "message " + state + " of " + letter.queue() + " mail "
                + letter.mailId().map(UUID::toString).orElse("unknown") + " since " + letter.createdAt() + ": "
                + letter.reason();
    }
}
