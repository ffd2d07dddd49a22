package org.fastsmtp.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.fastsmtp.archive.Archive;
import org.fastsmtp.cluster.Nodes;
import org.fastsmtp.commit.Committer;
import org.fastsmtp.commit.GroupCommit;
import org.fastsmtp.domain.RecipientSecrets;
import org.fastsmtp.message.MessageParser;
import org.fastsmtp.settings.Secrets;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import org.fastsmtp.webhook.AddressGuard;
import org.fastsmtp.webhook.AllowList;
import org.fastsmtp.webhook.PayloadLimits;
import org.fastsmtp.webhook.PayloadWriter;
import org.fastsmtp.webhook.TestCall;
import org.fastsmtp.webhook.WebhookClient;

/** Puts the objects of this feature together. */
@ApplicationScoped
public class DeliveryBeans {
    /** The configuration names the queues of a broker elsewhere, which other nodes may use too. */
    private static final String SHARED = "fastsmtp.broker.queues";

    @Produces
    @Singleton
    AddressGuard addressGuard(Settings settings) {
        return new AddressGuard(
                new AllowList(settings.get(Setting.WEBHOOK_ALLOWED_INTERNAL_DOMAINS)), AddressGuard.Resolver.system());
    }

    @Produces
    @Singleton
    WebhookClient webhookClient(AddressGuard guard, Settings settings, Clock clock) {
        return new WebhookClient(
                guard, settings.get(Setting.WEBHOOK_POOL_SIZE), clock, runnable -> daemon(runnable, "webhook"));
    }

    /** With the deployment. */
    void close(@Disposes WebhookClient client) {
        client.close();
    }

    @Produces
    @Singleton
    Endpoints endpoints(DataSource database, Clock clock) {
        return new Endpoints(database, clock);
    }

    @Produces
    @Singleton
    EndpointWatch endpointWatch(DataSource database, Endpoints endpoints, Settings settings, Clock clock) {
        return new EndpointWatch(database, endpoints, settings.get(Setting.WEBHOOK_DISABLE_AFTER), clock);
    }

    @Produces
    @Singleton
    DeliveryMetrics deliveryMetrics(MeterRegistry registry, Endpoints endpoints) {
        return new DeliveryMetrics(registry, endpoints);
    }

    @Produces
    @Singleton
    Payloads payloads(MessageParser parser, Settings settings, Archive archive) {
        return payloads(
                parser, settings, ArchivedPlaces.bringing(archive, settings.get(Setting.PRESERVE_RAW_REQUIRED)));
    }

    private static Payloads payloads(MessageParser parser, Settings settings, StoredPayloads.Places places) {
        PayloadLimits limits = new PayloadLimits(
                settings.get(Setting.WEBHOOK_MAX_INLINE_ATTACHMENT_SIZE),
                settings.get(Setting.WEBHOOK_MAX_INLINE_PAYLOAD_SIZE));
        return new StoredPayloads(parser, new PayloadWriter(spool(settings)), limits, places);
    }

    @Produces
    @Singleton
    Nodes nodes(DataSource database, Settings settings, Clock clock) {
        return new Nodes(database, settings.instanceId(), clock);
    }

    @Produces
    @Singleton
    Deliverer deliverer(
            Settings settings,
            DataSource database,
            Payloads payloads,
            Secrets secrets,
            WebhookClient client,
            Endpoints endpoints,
            EndpointWatch watch,
            DeliveryMetrics metrics,
            Nodes nodes,
            Committer committer,
            Clock clock) {
        RetrySchedule schedule = new RetrySchedule(
                settings, clock, () -> ThreadLocalRandom.current().nextDouble());
        return new Deliverer(
                settings,
                new DeliveryReading(database),
                payloads,
                new RequestMaking(settings, seals(new RecipientSecrets(secrets)), clock),
                client,
                System.getProperty(SHARED, "").isEmpty()
                        ? Claims.none(clock)
                        : Claims.shared(committer, nodes.name(), clock),
                endpoints,
                watch,
                new Outcomes(schedule, clock),
                new GroupCommit<>(committer, new OutcomeRows(settings.instanceId(), clock)),
                metrics,
                clock,
                Integer.getInteger("fastsmtp.deliver.sessions", 32));
    }

    @Produces
    @Singleton
    Sweep sweep(
            DataSource database,
            DeliveryQueue queue,
            Endpoints endpoints,
            EndpointWatch watch,
            DeliveryMetrics metrics,
            Clock clock,
            Settings settings) {
        Duration interval = Duration.ofMillis(Math.round(settings.get(Setting.WORKER_POLL_INTERVAL) * 1000));
        return new Sweep(
                database, queue, endpoints, watch, metrics, clock, interval, settings.get(Setting.ALARM_BACKLOG_AGE));
    }

    @Produces
    @Singleton
    DeliveryLog deliveryLog(DataSource database, Clock clock) {
        return new DeliveryLog(database, clock);
    }

    @Produces
    @Singleton
    Ledger ledger(DataSource database) {
        return new Ledger(database);
    }

    @Produces
    @Singleton
    PayloadView payloadView(DataSource database, MessageParser parser, Settings settings, Archive archive) {
        return new PayloadView(database, payloads(parser, settings, ArchivedPlaces.looking(archive)));
    }

    @Produces
    @Singleton
    MailView mailView(DataSource database, MessageParser parser) {
        return new MailView(database, parser);
    }

    @Produces
    @Singleton
    TestCall testCall(WebhookClient client) {
        return new TestCall(client);
    }

    @Produces
    @Singleton
    RecipientCall recipientCall(DataSource database, Secrets secrets, TestCall calls) {
        return new RecipientCall(database, seals(new RecipientSecrets(secrets)), calls);
    }

    @Produces
    @Singleton
    DeadLetters deadLetters(DataSource database, Clock clock) {
        return new DeadLetters(database, clock);
    }

    static Seals seals(RecipientSecrets recipients) {
        return new Seals() {
            @Override
            public Map<String, String> headers(String column) {
                return recipients.openHeaders(column);
            }

            @Override
            public String secret(String column) {
                return recipients.openSecret(column);
            }
        };
    }

    private static Path spool(Settings settings) {
        try {
            return Files.createDirectories(settings.get(Setting.DATA_DIR).resolve("spool"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Threads of the client end with it; none of them calls into the application. */
    private static Thread daemon(Runnable runnable, String name) {
        Thread thread = new Thread(runnable, name);
        thread.setDaemon(true);
        return thread;
    }
}
