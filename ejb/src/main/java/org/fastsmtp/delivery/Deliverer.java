package org.fastsmtp.delivery;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.fastsmtp.alarm.Alarm;
import org.fastsmtp.commit.GroupCommit;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import org.fastsmtp.smtp.LogFields;
import org.fastsmtp.webhook.Answer;
import org.fastsmtp.webhook.RequestBody;
import org.fastsmtp.webhook.WebhookClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a consumer does with a ticket: look at the row, make the attempt, have the outcome committed, return. Returning means that the queue
 * message may go; an exception means that it must come again. No connection to the database is held while HTTP is under way.
 */
public final class Deliverer {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.delivery");

    /** Beside the deadline of the request: making the payload, storing the outcome. */
    private static final Duration CLAIM_MARGIN = Duration.ofMinutes(2);

    private final Settings settings;
    private final DeliveryReading reading;
    private final Payloads payloads;
    private final RequestMaking requests;
    private final WebhookClient client;
    private final Claims claims;
    private final Endpoints endpoints;
    private final EndpointWatch watch;
    private final Outcomes outcomes;
    private final GroupCommit<Finished> store;
    private final DeliveryMetrics metrics;
    private final Clock clock;
    private final int mostPerEndpoint;
    /**
     * Rows that a consumer of this node looks at. A second message of the same row waits for the first and then asks the row itself: to drop it
     * at once would lose it when the first one turns out to be void.
     */
    private final Map<UUID, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

    Deliverer(
            Settings settings,
            DeliveryReading reading,
            Payloads payloads,
            RequestMaking requests,
            WebhookClient client,
            Claims claims,
            Endpoints endpoints,
            EndpointWatch watch,
            Outcomes outcomes,
            GroupCommit<Finished> store,
            DeliveryMetrics metrics,
            Clock clock,
            int consumers) {
        this.settings = Objects.requireNonNull(settings);
        this.reading = Objects.requireNonNull(reading);
        this.payloads = Objects.requireNonNull(payloads);
        this.requests = Objects.requireNonNull(requests);
        this.client = Objects.requireNonNull(client);
        this.claims = Objects.requireNonNull(claims);
        this.endpoints = Objects.requireNonNull(endpoints);
        this.watch = Objects.requireNonNull(watch);
        this.outcomes = Objects.requireNonNull(outcomes);
        this.store = Objects.requireNonNull(store);
        this.metrics = Objects.requireNonNull(metrics);
        this.clock = Objects.requireNonNull(clock);
        // However many are allowed: one endpoint never has more than half of the consumers.
        this.mostPerEndpoint = Math.max(1, consumers / 2);
    }

    /**
     * @throws SQLException the database cannot be read or written now
     * @throws IOException the mail's content cannot be read now
     */
    public void deliver(Ticket ticket) throws SQLException, IOException {
        CompletableFuture<Void> end = new CompletableFuture<>();
        for (CompletableFuture<Void> other = underWay.putIfAbsent(ticket.deliveryId(), end);
                other != null;
                other = underWay.putIfAbsent(ticket.deliveryId(), end)) {
            other.join();
        }
        try {
            Optional<Delivery> found = reading.read(ticket.deliveryId());
            if (found.isPresent()
                    && found.get().status().isOpen()
                    && found.get().ticket() == ticket.number()) {
                work(found.get());
            }
        } finally {
            underWay.remove(ticket.deliveryId());
            end.complete(null);
        }
    }

    /** Attempts under way on this node. */
    public int underWay() {
        return underWay.size();
    }

    private void work(Delivery delivery) throws SQLException, IOException {
        if (delivery.route().isEmpty() || delivery.domain().isEmpty()) {
            String gone = delivery.domain().isEmpty() ? "domain" : "recipient";
            finish(delivery, Optional.empty(), new Outcome.Cancelled("the " + gone + " was deleted"), List.of());
            return;
        }
        Delivery.Route route = delivery.route().get();
        Endpoint endpoint = endpoints.endpoint(EndpointKey.of(delivery.webhookUrl()));
        int most = Math.min(
                mostPerEndpoint,
                endpoints.concurrencyHere(
                        route.concurrency().orElseGet(() -> settings.get(Setting.WEBHOOK_ENDPOINT_CONCURRENCY))));
        if (endpoint.enter(most, endpoints.rateHere(route.ratePerSecond()), delivery.isManual())
                == Endpoint.Admission.PARK) {
            finish(delivery, Optional.empty(), new Outcome.Parked(), List.of());
            endpoints.parked(endpoint.key());
            return;
        }
        Optional<Delivery> own = claim(delivery, endpoint);
        if (own.isPresent()) {
            attempt(own.get(), endpoint, most);
        }
    }

    /** Empty when another node is at it; then the endpoint is left as it was. */
    private Optional<Delivery> claim(Delivery delivery, Endpoint endpoint) throws SQLException {
        Optional<Delivery> own = Optional.empty();
        try {
            int seconds = delivery.route()
                    .flatMap(Delivery.Route::timeoutSeconds)
                    .orElseGet(() -> settings.get(Setting.WEBHOOK_TIMEOUT));
            own = claims.take(delivery, Duration.ofSeconds(seconds).plus(CLAIM_MARGIN));
            return own;
        } finally {
            if (own.isEmpty()) {
                endpoint.abandon();
            }
        }
    }

    private void attempt(Delivery delivery, Endpoint endpoint, int most) throws SQLException, IOException {
        Instant start = clock.instant();
        Answer answer = new Answer.Fault(Answer.Kind.INTERNAL, "unexpected error", Duration.ZERO, Optional.empty());
        try {
            answer = call(delivery);
        } finally {
            leave(endpoint, most, answer);
        }
        Attempt attempt = Attempt.of(delivery.attempts() + 1, start, delivery.trigger(), answer);
        Outcome outcome = outcomes.of(delivery, attempt.number(), answer);
        List<Alarm> alarms = new ArrayList<>();
        if (outcome instanceof Outcome.Exhausted) {
            alarms.add(outcomes.exhausted(delivery, attempt));
        }
        finish(delivery, Optional.of(attempt), outcome, alarms);
        if (outcome instanceof Outcome.Exhausted exhausted && exhausted.isGone()) {
            watch.gone(endpoint);
        }
        metrics.attempt(outcome, answer.latency());
    }

    /** A fault of this side is an attempt that failed, seen in the log and retried like any other, not a message that comes again for ever. */
    private Answer call(Delivery delivery) throws IOException {
        try (RequestBody body = payloads.of(delivery)) {
            return client.post(requests.request(delivery, body));
        } catch (Payloads.NotYetException e) {
            return new Answer.Fault(Answer.Kind.INTERNAL, e.getMessage(), Duration.ZERO, Optional.empty());
        } catch (RequestMaking.UnreadableSecretException e) {
            return internal(delivery, e, e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            return internal(delivery, e, "unexpected error: the payload cannot be made");
        }
    }

    private static Answer internal(Delivery delivery, Throwable cause, String text) {
        line(
                delivery,
                () -> LOG.error(
                        "delivery {} mail {}: {}",
                        delivery.id(),
                        delivery.mail().id(),
                        text,
                        cause));
        return new Answer.Fault(Answer.Kind.INTERNAL, text, Duration.ZERO, Optional.empty());
    }

    private void leave(Endpoint endpoint, int most, Answer answer) {
        boolean isSuccess = answer instanceof Answer.Response response && response.isSuccess();
        boolean isTimeout = answer instanceof Answer.Fault fault && fault.kind() == Answer.Kind.TIMEOUT;
        if (answer instanceof Answer.Fault fault && fault.kind() == Answer.Kind.INTERNAL) {
            endpoint.abandon();
        } else if (endpoint.leave(isSuccess, isTimeout, answer.latency(), most)) {
            watch.breakerMoved(endpoint);
        }
    }

    private void finish(Delivery delivery, Optional<Attempt> attempt, Outcome outcome, List<Alarm> alarms)
            throws SQLException {
        store.commit(new Finished(delivery, attempt, outcome, alarms));
        line(
                delivery,
                () -> LOG.info(
                        "delivery {} mail {} attempt {}: {}{}",
                        delivery.id(),
                        delivery.mail().id(),
                        attempt.map(Attempt::number).orElse(delivery.attempts()),
                        outcome.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT),
                        attempt.flatMap(Attempt::errorClass)
                                .map(word -> " (" + word + ")")
                                .orElse("")));
    }

    private static void line(Delivery delivery, Runnable line) {
        LogFields.mail(delivery.mail().id(), () -> LogFields.delivery(delivery.id(), line));
    }
}
