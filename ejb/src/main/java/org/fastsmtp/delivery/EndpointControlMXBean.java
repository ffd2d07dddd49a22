package org.fastsmtp.delivery;

import java.util.List;
import org.fastsmtp.mxbean.Described;

/** Endpoints in JMX, {@code org.fastsmtp:type=Endpoints}: health, and what an operator can do. Failures of the database are thrown. */
@Described("Endpoints that this node knows: their health, and what can be done about it")
public interface EndpointControlMXBean {
    @Described(
            "A line for each endpoint known here: breaker, attempts under way and their bound, failing since, URL without its query")
    List<String> getStates();

    @Described("Takes work again; what waited for it goes out. Parameter: webhook URL")
    void enable(String webhookUrl);

    @Described("Takes no work: deliveries wait, without attempts, until it is enabled. Parameters: webhook URL, reason")
    void disable(String webhookUrl, String reason);

    @Described("Lets an endpoint have work again at once, as if it had never failed. Parameter: webhook URL")
    void resetBreaker(String webhookUrl);

    /**
     * @param since ISO 8601, e.g. {@code 2026-11-22T10:00:00Z}
     * @return how many deliveries
     */
    @Described(
            "Starts the schedule anew for deliveries that failed or were given up since an instant; how many. Parameters: webhook URL, ISO 8601 instant")
    int retryFailedSince(String webhookUrl, String since);
}
