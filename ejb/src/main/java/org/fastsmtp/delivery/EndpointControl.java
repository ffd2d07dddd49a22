package org.fastsmtp.delivery;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.fastsmtp.alarm.Alarm;

/** {@link Endpoints} for JMX. */
final class EndpointControl implements EndpointControlMXBean {
    static final String NAME = "org.fastsmtp:type=Endpoints";

    /** What is told as notifications of this bean. */
    static final Set<Alarm.Kind> ALARMS = Set.of(
            Alarm.Kind.DELIVERY_EXHAUSTED,
            Alarm.Kind.ENDPOINT_FAILING,
            Alarm.Kind.ENDPOINT_DISABLED,
            Alarm.Kind.ENDPOINT_ENABLED,
            Alarm.Kind.BREAKER_OPEN,
            Alarm.Kind.BREAKER_CLOSED,
            Alarm.Kind.BACKLOG_OLD,
            Alarm.Kind.BACKLOG_OVER);

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
