package org.fastsmtp.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import org.fastsmtp.webhook.RequestBody;
import org.fastsmtp.webhook.WebhookRequest;
import org.fastsmtp.webhook.WebhookSecret;
import org.fastsmtp.webhook.WebhookTarget;

/** The request of an attempt: who may see the recipient's headers and which secrets sign. Secrets exist only here and in the request. */
final class RequestMaking {
    private final Settings settings;
    private final Seals seals;
    private final Clock clock;

    /** A secret that cannot be read: a fault of this side that an operator must repair. The message names no secret. */
    static final class UnreadableSecretException extends Exception {
        UnreadableSecretException(String message) {
            super(message);
        }
    }

    RequestMaking(Settings settings, Seals seals, Clock clock) {
        this.settings = Objects.requireNonNull(settings);
        this.seals = Objects.requireNonNull(seals);
        this.clock = Objects.requireNonNull(clock);
    }

    WebhookRequest request(Delivery delivery, RequestBody body) throws UnreadableSecretException {
        Optional<Delivery.Route> route = delivery.route();
        Map<String, String> headers = Map.of();
        try {
            if (route.isPresent() && isAtHome(delivery, route.get())) {
                headers = route.get().headers().map(seals::headers).orElse(Map.of());
            }
            List<WebhookSecret> secrets = route.isPresent() ? secrets(route.get()) : List.of();
            return new WebhookRequest(
                    delivery.webhookUrl(),
                    Optional.of(delivery.id().toString()),
                    headers,
                    secrets,
                    body,
                    deadline(route));
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new UnreadableSecretException(
                    "the recipient's headers or secret cannot be opened with this encryption_key");
        }
    }

    private Duration deadline(Optional<Delivery.Route> route) {
        return Duration.ofSeconds(
                route.flatMap(Delivery.Route::timeoutSeconds).orElseGet(() -> settings.get(Setting.WEBHOOK_TIMEOUT)));
    }

    /** The recipient's headers go to its own origin only, whatever a rule says. */
    private static boolean isAtHome(Delivery delivery, Delivery.Route route) {
        if (!delivery.isOverride()) {
            return true;
        }
        try {
            return WebhookTarget.parse(delivery.webhookUrl())
                    .origin()
                    .equals(WebhookTarget.parse(route.webhookUrl()).origin());
        } catch (WebhookTarget.InvalidTargetException e) {
            return false;
        }
    }

    private List<WebhookSecret> secrets(Delivery.Route route) throws UnreadableSecretException {
        List<WebhookSecret> secrets = new ArrayList<>();
        if (route.secret().isPresent()) {
            secrets.add(secret(route.secret().get()));
        }
        Instant now = clock.instant();
        if (route.previousSecret().isPresent()
                && route.previousUntil().filter(now::isBefore).isPresent()) {
            secrets.add(secret(route.previousSecret().get()));
        }
        return secrets;
    }

    private WebhookSecret secret(String column) throws UnreadableSecretException {
        return WebhookSecret.parse(seals.secret(column))
                .orElseThrow(() -> new UnreadableSecretException(
                        "the recipient's webhook_secret is not of the form whsec_<base64>"));
    }
}
