package org.fastsmtp.operations;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

/**
 * The registry of everything FastSMTP counts, shown at {@code /metrics} on the API's port (CONTRACT section 6.1). An alternative to the
 * server's own registry, which adds labels of its own to what applications count and is not readable from them; the server's figures stay
 * on the management port. The class is the alternative: on the method alone Weld does not heed the priority.
 */
@Alternative
@Priority(Interceptor.Priority.APPLICATION)
@ApplicationScoped
public class Metering {
    @Produces
    @Singleton
    MeterRegistry registry() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }
}
