package org.fastsmtp.webhook;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The headers of a call (CONTRACT section 3.6): whose word counts, and the signature, made anew for every attempt. */
final class RequestHeaders {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f]+");

    /** What a configured header may not say: identity and signature of the call, and the framing of the message (RFC 9112). */
    private static final Set<String> OURS = Set.of(
            "x-idempotency-key",
            "host",
            "content-length",
            "transfer-encoding",
            "content-encoding",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "proxy-connection",
            "proxy-authorization");

    private RequestHeaders() {}

    /** Names in any case are one header. */
    static Map<String, String> of(WebhookRequest request, Instant now) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", "FastSMTP/1.0");
        headers.put("Accept", "*/*");
        request.headers().forEach((name, value) -> {
            if (mayBeConfigured(name)) {
                headers.put(name, CONTROL.matcher(value).replaceAll(" ").strip());
            }
        });
        if (request.id().isPresent()) {
            String id = request.id().get();
            headers.put("X-Idempotency-Key", id);
            headers.put("webhook-id", id);
            headers.put("webhook-timestamp", String.valueOf(now.getEpochSecond()));
            if (!request.secrets().isEmpty()) {
                List<String> signatures = new ArrayList<>();
                for (WebhookSecret secret : request.secrets()) {
                    signatures.add(secret.sign(id, now, request.body()));
                }
                headers.put("webhook-signature", String.join(" ", signatures));
            }
        }
        return headers;
    }

    private static boolean mayBeConfigured(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return TOKEN.matcher(name).matches() && !OURS.contains(lower) && !lower.startsWith("webhook-");
    }
}
