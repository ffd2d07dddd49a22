package org.fastsmtp.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import org.fastsmtp.webhook.AddressGuard;
import org.fastsmtp.webhook.AllowList;

/** Refuses, when they are configured, addresses that could never be called (CONTRACT section 12). No name is resolved here. */
@ApplicationScoped
public class WebhookAddresses {
    private final AddressGuard guard;

    protected WebhookAddresses() {
        this.guard = null;
    }

    @Inject
    public WebhookAddresses(Settings settings) {
        this.guard = new AddressGuard(
                new AllowList(settings.get(Setting.WEBHOOK_ALLOWED_INTERNAL_DOMAINS)), host -> List.of());
    }

    /** Adds a fault about the field when the address is forbidden. */
    public void check(Fields body, String field, Optional<String> url) {
        url.flatMap(guard::checkLiteral).ifPresent(reason -> body.valueError(field, "Webhook address " + reason));
    }
}
