package org.fastsmtp.delivery;

import java.util.List;

/** Endpoints in JMX, {@code org.fastsmtp:type=Endpoints}: health, and what an operator can do. Failures of the database are thrown. */
public interface EndpointControlMXBean {
    /** One line for each endpoint known here: breaker, attempts under way, failing since, URL without its query. */
    List<String> getStates();

    void enable(String webhookUrl);

    void disable(String webhookUrl, String reason);

    void resetBreaker(String webhookUrl);

    /**
     * @param since ISO 8601, e.g. {@code 2026-11-22T10:00:00Z}
     * @return how many deliveries
     */
    int retryFailedSince(String webhookUrl, String since);
}
