package org.fastsmtp.operations;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.delivery.Attempt;
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
    private final Jobs jobs;

    DeadLettersBean(DeadLetters deadLetters, DeadLetterRedrive redrive, DeliveryLog log, Jobs jobs) {
        this.deadLetters = Objects.requireNonNull(deadLetters);
        this.redrive = redrive;
        this.log = Objects.requireNonNull(log);
        this.jobs = jobs;
    }

    @Override
    public long getDeliveries() {
        return asked(() -> deadLetters.counts().deliveries());
    }

    @Override
    public long getMessages() {
        return asked(() -> deadLetters.counts().messages());
    }

    @Override
    public List<String> list(int most) {
        int limit = Math.min(Math.max(1, most), MOST);
        return asked(() -> deadLetters.waiting(DeadFilter.EVERYTHING, limit, 0).stream()
                .map(DeadLettersBean::line)
                .toList());
    }

    @Override
    public List<String> inspect(String id) {
        UUID wanted = UUID.fromString(id.strip());
        return asked(() -> {
            Optional<LogEntry> delivery = log.entry(wanted);
            if (delivery.isEmpty()) {
                return deadLetters.find(wanted).map(DeadLettersBean::line).stream()
                        .toList();
            }
            List<String> lines = new ArrayList<>();
            LogEntry entry = delivery.get();
            lines.add("delivery " + entry.status().word() + " "
                    + EndpointKey.withoutSecrets(entry.webhookUrl()) + " mail " + entry.mailId() + " created "
                    + entry.createdAt()
                    + ": " + entry.lastError().orElse(""));
            log.attempts(wanted).forEach(attempt -> lines.add(line(attempt)));
            return lines;
        });
    }

    @Override
    public boolean redrive(String id) {
        UUID wanted = UUID.fromString(id.strip());
        return asked(() -> log.entry(wanted).isPresent()
                ? log.retry(wanted) == DeliveryLog.Retried.QUEUED
                : redrive.redrive(wanted));
    }

    @Override
    public boolean cancel(String id) {
        UUID wanted = UUID.fromString(id.strip());
        return asked(() -> {
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

    private static String line(Attempt attempt) {
        return "attempt " + attempt.number() + " " + attempt.startedAt() + " "
                + attempt.latency().toMillis() + " ms " + attempt.cause() + " "
                + attempt.address().orElse("-") + " "
                + attempt.status().map(String::valueOf).or(attempt::errorClass).orElse("-")
                + attempt.error().map(text -> ": " + text).orElse("");
    }

    private static <T> T asked(Question<T> question) {
        try {
            return question.ask();
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be asked");
        }
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws SQLException;
    }
}
