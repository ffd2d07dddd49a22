package org.fastsmtp.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Counts requests by route (CONTRACT section 6.1). Every label has a bounded set of values, whatever clients send. */
@ApplicationScoped
public class RequestMetrics {
    private static final Set<String> QUIET = Set.of("/metrics", Api.PREFIX + "/health", Api.PREFIX + "/ready");
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS");
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;

    protected RequestMetrics() {
        this(null);
    }

    @Inject
    public RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void record(HttpServletRequest request, int status, long nanos) {
        if (QUIET.contains(request.getRequestURI())) {
            return;
        }
        Object route = request.getAttribute(Attributes.ROUTE);
        String endpoint = route == null ? "unmatched" : route.toString();
        String method = METHODS.contains(request.getMethod()) ? request.getMethod() : "OTHER";
        Counter.builder("fastsmtp.requests")
                .description("API requests")
                .tags("method", method, "endpoint", endpoint, "status_code", String.valueOf(status))
                .register(registry)
                .increment();
        Timer.builder("fastsmtp.request.duration")
                .description("Time to answer an API request")
                .tags("method", method, "endpoint", endpoint)
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }
}
