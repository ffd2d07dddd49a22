package org.fastsmtp.delivery;

import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.fastsmtp.alarm.Alarm;
import org.fastsmtp.json.Json;
import org.fastsmtp.webhook.Answer;

/** What follows from an answer, and whom to tell. */
final class Outcomes {
    private static final int GONE = 410;
    /** Those with which a receiver may say when to come again. */
    private static final Set<Integer> LATER = Set.of(429, 503);
    /** CONTRACT section 3.8: always with the offset. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx");

    private final RetrySchedule schedule;
    private final Clock clock;

    Outcomes(RetrySchedule schedule, Clock clock) {
        this.schedule = Objects.requireNonNull(schedule);
        this.clock = Objects.requireNonNull(clock);
    }

    Outcome of(Delivery delivery, int attempts, Answer answer) {
        Optional<String> retryAfter = Optional.empty();
        if (answer instanceof Answer.Response response) {
            if (response.isSuccess()) {
                return new Outcome.Delivered();
            }
            if (response.status() == GONE) {
                return new Outcome.Exhausted(true);
            }
            if (LATER.contains(response.status())) {
                retryAfter = response.retryAfter();
            }
        }
        Optional<String> own = delivery.route().flatMap(Delivery.Route::retrySchedule);
        return schedule.next(own, attempts, delivery.earlierAttempts(), retryAfter)
                .<Outcome>map(Outcome.Deferred::new)
                .orElse(new Outcome.Exhausted(false));
    }

    /** The body of CONTRACT section 3.8. A query may hold a secret: it stays here. */
    Alarm exhausted(Delivery delivery, Attempt attempt) {
        Instant now = clock.instant();
        JsonObjectBuilder details = Json.createObjectBuilder()
                .add("event", Alarm.Kind.DELIVERY_EXHAUSTED.word())
                .add("delivery_id", delivery.id().toString())
                .add("message_id", delivery.messageId())
                .add(
                        "domain_id",
                        delivery.domain()
                                .<JsonValue>map(
                                        domain -> Json.createValue(domain.id().toString()))
                                .orElse(JsonValue.NULL))
                .add("webhook_url", EndpointKey.withoutSecrets(delivery.webhookUrl()))
                .add("attempts", attempt.number())
                .add("last_error", attempt.error().orElse(""))
                .add(
                        "last_status_code",
                        attempt.status().<JsonValue>map(Json::createValue).orElse(JsonValue.NULL))
                .add("created_at", time(delivery.createdAt()))
                .add("exhausted_at", time(now));
        String subject = "delivery " + delivery.id() + " given up after " + attempt.number() + " attempts";
        return Alarm.of(Alarm.Kind.DELIVERY_EXHAUSTED, subject, details.build(), now);
    }

    static Alarm endpoint(Alarm.Kind kind, EndpointKey key, String reason, Instant now) {
        JsonObjectBuilder details = Json.createObjectBuilder()
                .add("event", kind.word())
                .add("endpoint", key.url())
                .add("reason", reason)
                .add("at", time(now));
        return Alarm.of(kind, "endpoint " + key.url() + ": " + reason, details.build(), now);
    }

    private static String time(Instant instant) {
        return TIME.format(instant.atOffset(ZoneOffset.UTC));
    }
}
