package org.fastsmtp.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The metrics in Prometheus's text form (CONTRACT sections 1.5 and 6.1), from the server's own registry. */
@WebServlet(name = "Metrics", urlPatterns = "/metrics")
public class Metrics extends GetOnly {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final transient MeterRegistry registry;

    @Inject
    public Metrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String text = prometheus(registry).map(PrometheusMeterRegistry::scrape).orElse("");
        FrontDoor.write(request, response, 200, TYPE, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<PrometheusMeterRegistry> prometheus(MeterRegistry registry) {
        if (registry instanceof PrometheusMeterRegistry found) {
            return Optional.of(found);
        }
        return registry instanceof CompositeMeterRegistry composite
                ? composite.getRegistries().stream()
                        .flatMap(inner -> prometheus(inner).stream())
                        .findFirst()
                : Optional.empty();
    }
}
