package org.fastsmtp.delivery;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** {@link Endpoints} for JMX. */
final class EndpointControl implements EndpointControlMXBean {
    static final String NAME = "org.fastsmtp:type=Endpoints";

    private final Endpoints endpoints;

    EndpointControl(Endpoints endpoints) {
        this.endpoints = Objects.requireNonNull(endpoints);
    }

    @Override
    public List<String> getStates() {
        return endpoints.states().stream()
                .map(state -> state.breaker() + " " + state.inFlight() + "/" + state.window() + " "
                        + state.failingSince().map(Instant::toString).orElse("-") + " "
                        + state.key().url())
                .toList();
    }

    @Override
    public void enable(String webhookUrl) {
        try {
            endpoints.enable(webhookUrl);
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be written");
        }
    }

    @Override
    public void disable(String webhookUrl, String reason) {
        try {
            endpoints.disable(webhookUrl, reason);
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be written");
        }
    }

    @Override
    public void resetBreaker(String webhookUrl) {
        endpoints.resetBreaker(webhookUrl);
    }

    @Override
    public int retryFailedSince(String webhookUrl, String since) {
        try {
            return endpoints.retryFailedSince(webhookUrl, Instant.parse(since));
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be written");
        }
    }
}
