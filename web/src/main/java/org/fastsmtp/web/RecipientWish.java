package org.fastsmtp.web;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.fastsmtp.domain.RecipientDraft;
import org.fastsmtp.domain.RecipientLimits;
import org.fastsmtp.domain.SecretChange;
import org.fastsmtp.settings.Durations;
import org.fastsmtp.webhook.WebhookSecret;

/** What a body says about a recipient. */
final class RecipientWish {
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f]");
    private static final int MOST_HEADERS = 100;
    private static final int LONGEST_HEADER = 8192;
    private static final int MOST_WAITS = 50;

    private final Fields body;
    private final Optional<String> localPart;
    private final Optional<String> webhookUrl;
    private final Optional<Map<String, String>> headers;
    private final Optional<Boolean> isEnabled;
    private final RecipientLimits limits;
    private final SecretChange secret;

    private RecipientWish(Fields body, Optional<String> webhookUrl, Optional<Boolean> isEnabled) {
        this.body = body;
        this.webhookUrl = webhookUrl;
        this.isEnabled = isEnabled;
        this.localPart = body.nullableString("local_part", 0, 255);
        this.headers = body.optionalStringMap("webhook_headers");
        this.secret = secret(body);
        this.limits = new RecipientLimits(
                body.nullableInteger("webhook_timeout", 1, 300),
                body.nullableNumber("webhook_rate_per_second", 0.001, 10_000),
                body.nullableInteger("webhook_concurrency", 1, 1000),
                body.nullableString("webhook_retry_schedule", 1, 500));
        localPart
                .filter(part -> part.chars().anyMatch(Character::isISOControl))
                .ifPresent(part -> body.valueError("local_part", "must not contain control characters"));
        headers.ifPresent(this::check);
        limits.retrySchedule().ifPresent(this::check);
    }

    static RecipientWish forCreation(Fields body, WebhookAddresses addresses) {
        Optional<String> url = Optional.of(body.requiredUrl("webhook_url"));
        addresses.check(body, "webhook_url", url.filter(given -> body.has("webhook_url")));
        return new RecipientWish(body, url, Optional.of(true));
    }

    static RecipientWish forUpdate(Fields body, WebhookAddresses addresses) {
        Optional<String> url = body.optionalUrl("webhook_url");
        addresses.check(body, "webhook_url", url);
        return new RecipientWish(body, url, body.optionalBool("is_enabled"));
    }

    /** A new recipient. */
    RecipientDraft draft() {
        return new RecipientDraft(localPart, webhookUrl.orElseThrow(), headers.orElse(Map.of()), true, limits);
    }

    /** A recipient with what was sent changed. */
    RecipientDraft appliedTo(RecipientDraft stored) {
        RecipientLimits before = stored.limits();
        return stored.withLocalPart(body.has("local_part") ? localPart : stored.localPart())
                .withWebhookUrl(webhookUrl.orElse(stored.webhookUrl()))
                .withHeaders(headers.orElse(stored.headers()))
                .withEnabled(isEnabled.orElse(stored.isEnabled()))
                .withLimits(new RecipientLimits(
                        body.has("webhook_timeout") ? limits.timeout() : before.timeout(),
                        body.has("webhook_rate_per_second") ? limits.ratePerSecond() : before.ratePerSecond(),
                        body.has("webhook_concurrency") ? limits.concurrency() : before.concurrency(),
                        body.has("webhook_retry_schedule") ? limits.retrySchedule() : before.retrySchedule()));
    }

    SecretChange secret() {
        return secret;
    }

    private static SecretChange secret(Fields body) {
        Optional<String> given = body.nullableString("webhook_secret", 1, 255);
        if (given.isEmpty()) {
            return body.has("webhook_secret") ? new SecretChange.Remove() : new SecretChange.Keep();
        }
        if (WebhookSecret.parse(given.get()).isEmpty()) {
            body.valueError("webhook_secret", "must be whsec_ followed by base64 of 8 to 128 octets");
        }
        return new SecretChange.Replace(given.get());
    }

    /** Whatever could end a header line early would let one header write others. */
    private void check(Map<String, String> given) {
        if (given.size() > MOST_HEADERS) {
            body.valueError("webhook_headers", "at most " + MOST_HEADERS + " headers");
        }
        Set<String> seen = new HashSet<>();
        given.forEach((name, value) -> {
            if (!HEADER_NAME.matcher(name).matches()) {
                body.valueError("webhook_headers", name, "not a header name (RFC 9110 section 5.1)");
            }
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                body.valueError("webhook_headers", name, "header given twice");
            }
            if (CONTROL.matcher(value).find()) {
                body.valueError("webhook_headers", name, "a header value must not contain control characters");
            }
            if (value.length() > LONGEST_HEADER) {
                body.valueError(
                        "webhook_headers", name, "a header value has at most " + LONGEST_HEADER + " characters");
            }
        });
    }

    private void check(String schedule) {
        String[] waits = schedule.split(",", -1);
        if (waits.length > MOST_WAITS) {
            body.valueError("webhook_retry_schedule", "at most " + MOST_WAITS + " waits");
        }
        for (String wait : waits) {
            try {
                Durations.parse(wait);
            } catch (IllegalArgumentException e) {
                body.valueError("webhook_retry_schedule", e.getMessage());
                return;
            }
        }
    }
}
