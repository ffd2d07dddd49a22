package org.fastsmtp.alarm;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import org.fastsmtp.webhook.Answer;
import org.fastsmtp.webhook.RequestBody;
import org.fastsmtp.webhook.WebhookClient;
import org.fastsmtp.webhook.WebhookRequest;
import org.fastsmtp.webhook.WebhookSecret;

/** The contract's notice of an exhausted delivery (CONTRACT section 3.8), signed and, unlike the original's, repeated until it arrives. */
public final class DeadLetterNotice implements AlarmChannel {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final WebhookClient client;
    private final Optional<String> url;
    private final List<WebhookSecret> secrets;

    public DeadLetterNotice(WebhookClient client, Settings settings) {
        this.client = Objects.requireNonNull(client);
        this.url = settings.get(Setting.DLQ_WEBHOOK_URL);
        this.secrets = settings.get(Setting.DLQ_WEBHOOK_SECRET).flatMap(WebhookSecret::parse).stream()
                .toList();
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public boolean send(Alarm alarm) {
        if (url.isEmpty() || alarm.kind() != Alarm.Kind.DELIVERY_EXHAUSTED) {
            return true;
        }
        Answer answer = client.post(new WebhookRequest(
                url.get(),
                Optional.of(alarm.id().toString()),
                Map.of("X-FastSMTP-Event", "dlq"),
                secrets,
                RequestBody.of(alarm.details().toString()),
                DEADLINE));
        return answer instanceof Answer.Response response && response.isSuccess();
    }
}
