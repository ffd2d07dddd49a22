package org.fastsmtp.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.fastsmtp.access.LocalHits;
import org.fastsmtp.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CONTRACT section 1.9. */
class RequestLimitTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
    private static final String KEY = "fsmtp_abcdefghijkl";

    private final RequestLimit limit = limit(Map.of("redis_url", "redis://cache:6379/0"));

    private static RequestLimit limit(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("rate_limit_requests_per_minute", "3");
        settings.put("rate_limit_auth_attempts_per_minute", "2");
        return new RequestLimit(Settings.of(settings), new LocalHits(CLOCK));
    }

    @Test
    void says_what_is_left_and_refuses_in_the_contracts_shape() throws IOException {
        FakeResponse first = ask("/api/v1/domains", KEY, "192.0.2.1", true);
        assertThat(first.headers)
                .isEqualTo(Map.of(
                        "X-RateLimit-Limit", "3",
                        "X-RateLimit-Remaining", "2",
                        "X-RateLimit-Reset",
                                String.valueOf(CLOCK.instant().plusSeconds(60).getEpochSecond())));
        ask("/api/v1/domains", KEY, "192.0.2.1", true);
        assertThat(ask("/api/v1/users", KEY, "192.0.2.2", true).headers).containsEntry("X-RateLimit-Remaining", "0");

        FakeResponse refused = ask("/api/v1/domains", KEY, "192.0.2.1", false);

        assertThat(refused.status).isEqualTo(429);
        assertThat(refused.text()).isEqualTo("{\"detail\":\"Rate limit exceeded\",\"retry_after\":60}");
        assertThat(refused.headers)
                .containsEntry("Retry-After", "60")
                .containsEntry("X-RateLimit-Limit", "3")
                .containsEntry("X-RateLimit-Remaining", "0")
                .containsEntry("Content-Type", "application/json")
                .containsKey("X-RateLimit-Reset")
                .doesNotContainKey(FrontDoor.PROCESS_TIME);
    }

    @Test
    void counts_keys_by_their_prefix_and_who_has_none_by_address() throws IOException {
        for (int i = 0; i < 3; i++) {
            ask("/api/v1/domains", "fsmtp_abcdef" + i, "192.0.2.1", true);
        }
        ask("/api/v1/domains", "fsmtp_abcdef3", "192.0.2.1", false);
        ask("/api/v1/domains", "fsmtp_other_key", "192.0.2.1", true);

        assertThat(ask("/api/v1/domains", "short", "192.0.2.1", true).headers).containsEntry("X-RateLimit-Limit", "2");
        ask("/api/v1/domains", "", "192.0.2.1", true);
        ask("/api/v1/domains", "", "192.0.2.1", false);
        ask("/api/v1/domains", "", "192.0.2.2", true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics",
                "/api/v1/health",
                "/api/v1/ready",
                "/api/v1/health/live",
                "/api/v1/health/started",
                "/api/v1/health/ready"
            })
    void never_limits_health_and_metrics(String path) throws IOException {
        for (int i = 0; i < 5; i++) {
            assertThat(ask(path, "", "192.0.2.1", true).headers).isEmpty();
        }
    }

    @Test
    void is_off_without_redis_url_and_when_switched_off() throws IOException {
        for (RequestLimit off : new RequestLimit[] {
            limit(Map.of()), limit(Map.of("redis_url", "redis://cache", "rate_limit_enabled", "false"))
        }) {
            for (int i = 0; i < 5; i++) {
                assertThat(ask(off, "/api/v1/domains", "", "192.0.2.1", true).headers)
                        .isEmpty();
            }
        }
    }

    private FakeResponse ask(String path, String key, String client, boolean passes) throws IOException {
        return ask(limit, path, key, client, passes);
    }

    private static FakeResponse ask(RequestLimit limit, String path, String key, String client, boolean passes)
            throws IOException {
        FakeRequest request = new FakeRequest();
        request.path = path;
        if (!key.isEmpty()) {
            request.headers.put("X-API-Key", key);
        }
        request.attributes.put(Attributes.CLIENT, client);
        FakeResponse response = new FakeResponse();
        assertThat(limit.allows(request.request(), response.response())).isEqualTo(passes);
        return response;
    }
}
