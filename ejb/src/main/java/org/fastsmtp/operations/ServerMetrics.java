package org.fastsmtp.operations;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;
import org.fastsmtp.broker.QueueFigures;
import org.fastsmtp.domain.Routing;

/**
 * Metrics of the node itself, and the contract's SMTP counters, which the adapter counts and shows by JMX (CONTRACT section 6.1). Every label
 * has a fixed set of values; nothing is measured more than once in five seconds.
 */
final class ServerMetrics implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    /** For what costs a look at many files. */
    private static final Duration SELDOM = Duration.ofSeconds(30);

    private final MeterRegistry registry;
    private final Management management;
    private final QueueFigures queues;
    private final List<Meter> meters = new ArrayList<>();
    /** Strongly held here: a registry only remembers weakly. */
    private final List<Sampled> held = new ArrayList<>();

    ServerMetrics(MeterRegistry registry, Management management, QueueFigures queues) {
        this.registry = registry;
        this.management = management;
        this.queues = queues;
    }

    void register(ServerParts parts, NodeWatch watch, Journal journal, Routing routing, Clock clock) {
        gauge("fastsmtp.database.up", "1 while the database answers", Tags.empty(), () -> watch.isDatabaseUp() ? 1 : 0);
        gauge(
                "fastsmtp.smtp.overloaded",
                "1 while nine in ten of the sessions that may be at once are there",
                Tags.empty(),
                () -> parts.isOverloaded() ? 1 : 0);
        gauge(
                "fastsmtp.smtp.sessions.max",
                "SMTP sessions that may be at once",
                Tags.empty(),
                jmx(Management.SMTP_LISTENER, "MaxSessions"));
        for (String queue : List.of("inbound", "delivery", "dead-letter", "events")) {
            gauge(
                    "fastsmtp.broker.messages",
                    "Messages on a queue of the broker, scheduled ones included",
                    Tags.of("queue", queue),
                    () -> orNaN(queues.figure(queue, QueueFigures.Figure.MESSAGES)));
        }
        gauge(
                "fastsmtp.transactions.in.doubt",
                "Transactions in the log store: prepared and not ended, waiting for recovery when they stay",
                Tags.empty(),
                management::transactionsInDoubt);
        gauge(
                "fastsmtp.transactions.heuristic",
                "Transactions in the log store that ended without anybody knowing how: a broker died in a commit",
                Tags.empty(),
                management::transactionsHeuristic);
        gauge("fastsmtp.disk.free.bytes", "Free where database and journal lie", Tags.empty(), () -> {
            try {
                return parts.freeDisk();
            } catch (IOException e) {
                return Double.NaN;
            }
        });
        gauge("fastsmtp.journal.bytes", "What the broker inside keeps on disk", SELDOM, Tags.empty(), () -> {
            try {
                return orNaN(journal.octets());
            } catch (IOException e) {
                return Double.NaN;
            }
        });
        gauge("fastsmtp.certificate.days", "Days until the SMTP certificate ends", Tags.empty(), () -> {
            OptionalLong end = parts.certificateEnd();
            return end.isEmpty()
                    ? Double.NaN
                    : (end.getAsLong() - clock.instant().getEpochSecond()) / 86_400.0;
        });
        gauge(
                "fastsmtp.routing.version",
                "Version of the routing table in force",
                Tags.empty(),
                () -> routing.table().map(table -> (double) table.version()).orElse(Double.NaN));
        gauge(
                "fastsmtp.smtp.sessions",
                "SMTP sessions at present",
                Tags.empty(),
                jmx(Management.SMTP_LISTENER, "Sessions"));
        counter("fastsmtp.smtp.messages", "Mails at the end of their content", "result", "accepted", "MailsAccepted");
        counter("fastsmtp.smtp.messages", "Mails at the end of their content", "result", "rejected", "MailsRefused");
        counter("fastsmtp.smtp.messages", "Mails at the end of their content", "result", "deferred", "MailsDeferred");
        String limited = "What a limit per client refused";
        counter("fastsmtp.smtp.rate.limited", limited, "type", "connection", "LimitedConnections");
        counter("fastsmtp.smtp.rate.limited", limited, "type", "message", "LimitedMails");
        counter("fastsmtp.smtp.rate.limited", limited, "type", "recipient", "LimitedRecipients");
    }

    private DoubleSupplier jmx(String mbean, String attribute) {
        return () -> orNaN(management.number(mbean, attribute));
    }

    private static double orNaN(OptionalLong value) {
        return value.isEmpty() ? Double.NaN : value.getAsLong();
    }

    private void gauge(String name, String description, Tags tags, DoubleSupplier source) {
        gauge(name, description, INTERVAL, tags, source);
    }

    private void gauge(String name, String description, Duration interval, Tags tags, DoubleSupplier source) {
        Sampled sampled = sampled(source, interval);
        meters.add(Gauge.builder(name, sampled, Sampled::getAsDouble)
                .description(description)
                .tags(tags)
                .register(registry));
    }

    /** A listener that is away has counted nothing more. */
    private void counter(String name, String description, String label, String value, String attribute) {
        Sampled sampled = sampled(
                () -> management.number(Management.SMTP_LISTENER, attribute).orElse(0), INTERVAL);
        meters.add(FunctionCounter.builder(name, sampled, Sampled::getAsDouble)
                .description(description)
                .tag(label, value)
                .register(registry));
    }

    /** The registry outlives the deployment; a meter left behind would hide that of the next one. */
    @Override
    public void close() {
        meters.forEach(registry::remove);
        meters.clear();
    }

    private Sampled sampled(DoubleSupplier source, Duration interval) {
        Sampled sampled = new Sampled(source, interval, System::nanoTime);
        held.add(sampled);
        return sampled;
    }
}
