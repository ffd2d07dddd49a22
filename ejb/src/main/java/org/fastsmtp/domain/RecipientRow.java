package org.fastsmtp.domain;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;

/** A row of {@code recipients}. The database sets the two timestamps. */
@Entity
@DynamicUpdate
@Table(name = "recipients")
class RecipientRow {
    private static final Duration OVERLAP = Duration.ofDays(1);

    @Id
    UUID id;

    @Column(name = "domain_id", updatable = false)
    UUID domainId;

    @Column(name = "local_part")
    String localPart;

    @Column(name = "webhook_url")
    String webhookUrl;

    @Column(name = "webhook_headers")
    String webhookHeaders;

    @Column(name = "webhook_secret")
    String webhookSecret;

    @Column(name = "previous_webhook_secret")
    String previousWebhookSecret;

    @Column(name = "previous_secret_until")
    Instant previousSecretUntil;

    @Column(name = "webhook_timeout")
    Integer timeout;

    @Column(name = "webhook_rate_per_second")
    Double ratePerSecond;

    @Column(name = "webhook_concurrency")
    Integer concurrency;

    @Column(name = "webhook_retry_schedule")
    String retrySchedule;

    @Column(name = "is_enabled")
    boolean enabled;

    @Column(name = "deleted_at")
    Instant deletedAt;

    @Column(name = "created_at", insertable = false, updatable = false)
    Instant createdAt;

    @Column(name = "updated_at", insertable = false, updatable = false)
    Instant updatedAt;

    protected RecipientRow() {}

    RecipientRow(UUID id, UUID domainId) {
        this.id = id;
        this.domainId = domainId;
    }

    /** Headers are sealed anew only when they changed. */
    void set(RecipientDraft content, RecipientSecrets secrets) {
        localPart = content.localPart().orElse(null);
        webhookUrl = content.webhookUrl();
        if (webhookHeaders == null || !secrets.openHeaders(webhookHeaders).equals(content.headers())) {
            webhookHeaders = secrets.sealHeaders(content.headers());
        }
        enabled = content.isEnabled();
        timeout = content.limits().timeout().orElse(null);
        ratePerSecond = content.limits().ratePerSecond().orElse(null);
        concurrency = content.limits().concurrency().orElse(null);
        retrySchedule = content.limits().retrySchedule().orElse(null);
    }

    void set(SecretChange change, RecipientSecrets secrets, Instant now) {
        if (change instanceof SecretChange.Replace replace) {
            previousWebhookSecret = webhookSecret;
            previousSecretUntil = webhookSecret == null ? null : now.plus(OVERLAP);
            webhookSecret = secrets.sealSecret(replace.secret());
        } else if (change instanceof SecretChange.Remove) {
            webhookSecret = null;
            previousWebhookSecret = null;
            previousSecretUntil = null;
        }
    }

    Recipient recipient(RecipientSecrets secrets) {
        RecipientDraft content = new RecipientDraft(
                Optional.ofNullable(localPart),
                webhookUrl,
                secrets.openHeaders(webhookHeaders == null ? "{}" : webhookHeaders),
                enabled,
                new RecipientLimits(
                        Optional.ofNullable(timeout),
                        Optional.ofNullable(ratePerSecond),
                        Optional.ofNullable(concurrency),
                        Optional.ofNullable(retrySchedule)));
        return new Recipient(id, domainId, content, webhookSecret != null, createdAt, updatedAt);
    }
}
