package org.fastsmtp.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The metrics in Prometheus's text form (CONTRACT sections 1.5 and 6.1), from the registry that every feature counts in. */
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
        // Any other registry, in a test, has no such text.
        String text = registry instanceof PrometheusMeterRegistry prometheus ? prometheus.scrape() : "";
        FrontDoor.write(request, response, 200, TYPE, text.getBytes(StandardCharsets.UTF_8));
    }
}
