package org.fastsmtp.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One call.
 *
 * @param url where to
 * @param id {@code X-Idempotency-Key} and {@code webhook-id}, equal on all attempts of one delivery; empty for a test call or a notice
 * @param headers the configured ones; they may replace {@code Content-Type} and {@code User-Agent}, never what this system says itself
 * @param secrets keys to sign with, the current one first; empty: not signed
 * @param deadline for everything: connect, write, read
 */
public record WebhookRequest(
        String url,
        Optional<String> id,
        Map<String, String> headers,
        List<WebhookSecret> secrets,
        RequestBody body,
        Duration deadline) {
    public WebhookRequest {
        Objects.requireNonNull(url);
        Objects.requireNonNull(id);
        headers = Map.copyOf(headers);
        secrets = List.copyOf(secrets);
        Objects.requireNonNull(body);
        Objects.requireNonNull(deadline);
    }

    @Override
    public String toString() {
        return "WebhookRequest[" + id.orElse("") + "]"; // URL and headers may hold secrets
    }
}
