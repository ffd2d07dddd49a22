package org.fastsmtp.delivery;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.fastsmtp.commit.GroupCommit;
import org.fastsmtp.settings.Settings;
import org.fastsmtp.webhook.AddressGuard;
import org.fastsmtp.webhook.AllowList;
import org.fastsmtp.webhook.Receiver;
import org.fastsmtp.webhook.RequestBody;
import org.fastsmtp.webhook.WebhookClient;

/** The whole delivery stage without a server: database, a queue that is a list, a receiver on loopback, a clock that is moved. */
final class DeliveryStage implements AutoCloseable {
    final DeliveryFixture fixture;
    final Receiver receiver = new Receiver();
    final ListQueue queue = new ListQueue();
    final CountingDataSource database;
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Endpoints endpoints;
    final EndpointWatch watch;
    final DeliveryMetrics metrics;
    final WebhookClient client;
    private final Settings settings;
    final Deliverer deliverer;
    final Sweep sweep;
    final DeliveryLog log;
    Payloads payloads = delivery -> RequestBody.of("{\"recipient\":\"" + delivery.recipient() + "\"}");

    DeliveryStage() {
        this(Map.of());
    }

    DeliveryStage(Map<String, String> given) {
        this(new DeliveryFixture(), given);
    }

    DeliveryStage(DeliveryFixture fixture, Map<String, String> given) {
        this.fixture = fixture;
        database = new CountingDataSource(fixture.database);
        endpoints = new Endpoints(fixture.database, fixture.clock);
        metrics = new DeliveryMetrics(registry, endpoints);
        log = new DeliveryLog(fixture.database, fixture.clock);
        Map<String, String> values = new HashMap<>(given);
        values.putIfAbsent("webhook_disable_after", "5d");
        values.putIfAbsent("webhook_timeout", "5");
        Settings settings = Settings.of(values);
        AddressGuard guard = new AddressGuard(new AllowList(List.of("127.0.0.1")), AddressGuard.Resolver.system());
        client = new WebhookClient(guard, 20, fixture.clock, Executors.defaultThreadFactory());
        watch = new EndpointWatch(
                fixture.database,
                endpoints,
                settings.get(org.fastsmtp.settings.Setting.WEBHOOK_DISABLE_AFTER),
                fixture.clock);
        this.settings = settings;
        deliverer = node(endpoints, Claims.none(fixture.clock));
        sweep = new Sweep(
                fixture.database,
                queue,
                endpoints,
                watch,
                metrics,
                fixture.clock,
                Duration.ofSeconds(1),
                Duration.ofHours(1));
    }

    /** What the consumers of a node call: its own memory of endpoints, the same database. */
    Deliverer node(Endpoints endpoints, Claims claims) {
        return new Deliverer(
                settings,
                new DeliveryReading(database),
                delivery -> payloads.of(delivery),
                new RequestMaking(settings, PLAIN, fixture.clock),
                client,
                claims,
                endpoints,
                watch,
                new Outcomes(new RetrySchedule(settings, fixture.clock, () -> 0.5), fixture.clock),
                new GroupCommit<>(database, new OutcomeRows("node", fixture.clock)),
                metrics,
                fixture.clock,
                32);
    }

    /** A new delivery for the receiver, with its message on the queue. */
    UUID mail() {
        UUID id = fixture.deliver(receiver.url());
        queue.send(List.of(new Ticket(id, 1)));
        return id;
    }

    /** Works on everything that is on the queue. */
    void drain() {
        for (Ticket ticket = queue.take(); ticket != null; ticket = queue.take()) {
            deliver(ticket);
        }
    }

    void deliver(Ticket ticket) {
        try {
            deliverer.deliver(ticket);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets time pass, sweeps, and works on what came. */
    void after(Duration time) {
        fixture.clock.advance(time);
        try {
            sweep.run();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        drain();
    }

    String status(UUID id) {
        return (String) fixture.row(id).get("STATUS");
    }

    List<Map<String, Object>> alarms(String kind) {
        return fixture.select("SELECT * FROM alarms WHERE kind = ?", kind);
    }

    @Override
    public void close() {
        client.close();
        receiver.close();
    }

    /** Reads columns as they are; headers as one line {@code name=value}. */
    static final Seals PLAIN = new Seals() {
        @Override
        public Map<String, String> headers(String column) {
            Map<String, String> headers = new HashMap<>();
            jakarta.json.Json.createReader(new java.io.StringReader(column))
                    .readObject()
                    .forEach((name, value) -> headers.put(name, ((jakarta.json.JsonString) value).getString()));
            return headers;
        }

        @Override
        public String secret(String column) {
            return column;
        }
    };

    /** The queue as a list; can lose its messages like a crash. */
    static final class ListQueue implements DeliveryQueue {
        private final List<Ticket> tickets = new ArrayList<>();

        @Override
        public synchronized void send(List<Ticket> more) {
            tickets.addAll(more);
        }

        @Override
        public synchronized long depth() {
            return tickets.size();
        }

        synchronized Ticket take() {
            return tickets.isEmpty() ? null : tickets.remove(0);
        }

        synchronized void lose() {
            tickets.clear();
        }
    }
}
