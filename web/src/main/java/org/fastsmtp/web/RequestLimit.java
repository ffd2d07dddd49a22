package org.fastsmtp.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.fastsmtp.access.Hits;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/**
 * Requests of one key, or of one address without a key, in a minute (CONTRACT section 1.9). Off unless {@code redis_url} is set, so that
 * clients of today are not limited tomorrow. As with the original the minute starts anew with every request: only a quiet minute forgets.
 */
@ApplicationScoped
public class RequestLimit {
    private static final Set<String> FREE = Set.of("/metrics", Api.PREFIX + "/health", Api.PREFIX + "/ready");
    /** Of orchestrators, which have no key: a probe that is refused would end a healthy server. */
    private static final String PROBES = Api.PREFIX + "/health/";

    private static final int WINDOW_SECONDS = (int) Hits.WINDOW.toSeconds();
    private static final int PREFIX_LENGTH = 12;

    private final boolean on;
    private final int perKey;
    private final int perAddress;
    private final Hits hits;

    protected RequestLimit() {
        this(Settings.of(Map.of()), null);
    }

    @Inject
    public RequestLimit(Settings settings, Hits hits) {
        this.on = settings.get(Setting.RATE_LIMIT_ENABLED)
                && settings.get(Setting.REDIS_URL).isPresent();
        this.perKey = settings.get(Setting.RATE_LIMIT_REQUESTS_PER_MINUTE);
        this.perAddress = settings.get(Setting.RATE_LIMIT_AUTH_ATTEMPTS_PER_MINUTE);
        this.hits = hits;
    }

    /** Sets the headers; answers 429 when too much. @return whether to go on */
    boolean allows(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        if (!on || FREE.contains(path) || path.startsWith(PROBES)) {
            return true;
        }
        String key = request.getHeader("X-API-Key");
        boolean keyed = key != null && key.length() >= PREFIX_LENGTH;
        String bucket = keyed
                ? "key:" + key.substring(0, PREFIX_LENGTH)
                : "address:" + Client.networkOf((String) request.getAttribute(Attributes.CLIENT));
        int limit = keyed ? perKey : perAddress;
        Hits.Hit hit = hits.count("request:" + bucket, Hits.Forgets.AFTER_QUIET);
        int count = hit.count();
        response.setHeader("X-RateLimit-Limit", String.valueOf(limit));
        response.setHeader("X-RateLimit-Remaining", String.valueOf(Math.max(0, limit - count)));
        response.setHeader("X-RateLimit-Reset", String.valueOf(hit.until().getEpochSecond()));
        if (count <= limit) {
            return true;
        }
        response.setHeader("Retry-After", String.valueOf(WINDOW_SECONDS));
        FrontDoor.write(
                request,
                response,
                429,
                "application/json",
                new TooManyRequests("Rate limit exceeded", WINDOW_SECONDS)
                        .json()
                        .getBytes(StandardCharsets.UTF_8));
        return false;
    }
}
