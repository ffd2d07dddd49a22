package org.fastsmtp.adapter;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The config-properties of {@code ra.xml}, as the server sets them: texts by name. What they mean and their defaults stand there; {@link
 * AdapterSettings} understands them. An empty text is an absent one.
 */
public abstract class AdapterProperties {
    private final Map<String, String> given = new ConcurrentHashMap<>();

    /** What was set, by name, without what is empty. */
    final Map<String, String> given() {
        return Map.copyOf(given);
    }

    private void set(String name, String value) {
        if (value == null || value.isBlank()) {
            given.remove(name);
        } else {
            given.put(name, value.strip());
        }
    }

    public void setHost(String value) {
        set("host", value);
    }

    public void setPort(String value) {
        set("port", value);
    }

    public void setTlsPort(String value) {
        set("tlsPort", value);
    }

    public void setTlsCert(String value) {
        set("tlsCert", value);
    }

    public void setTlsKey(String value) {
        set("tlsKey", value);
    }

    public void setTlsReloadInterval(String value) {
        set("tlsReloadInterval", value);
    }

    public void setTlsHotReload(String value) {
        set("tlsHotReload", value);
    }

    public void setTlsAlarmDays(String value) {
        set("tlsAlarmDays", value);
    }

    public void setSslContext(String value) {
        set("sslContext", value);
    }

    public void setRequireStarttls(String value) {
        set("requireStarttls", value);
    }

    public void setHostname(String value) {
        set("hostname", value);
    }

    public void setSoftwareName(String value) {
        set("softwareName", value);
    }

    public void setMaxMessageSize(String value) {
        set("maxMessageSize", value);
    }

    public void setMaxLineLength(String value) {
        set("maxLineLength", value);
    }

    public void setRecipientsPerMessage(String value) {
        set("recipientsPerMessage", value);
    }

    public void setBareNewline(String value) {
        set("bareNewline", value);
    }

    public void setSpoolDirectory(String value) {
        set("spoolDirectory", value);
    }

    public void setMemoryPerMail(String value) {
        set("memoryPerMail", value);
    }

    public void setMaxSessions(String value) {
        set("maxSessions", value);
    }

    public void setCommandTimeout(String value) {
        set("commandTimeout", value);
    }

    public void setDataTimeout(String value) {
        set("dataTimeout", value);
    }

    public void setSessionTimeout(String value) {
        set("sessionTimeout", value);
    }

    public void setStopTimeout(String value) {
        set("stopTimeout", value);
    }

    public void setGreetingDelay(String value) {
        set("greetingDelay", value);
    }

    public void setBadCommandLimit(String value) {
        set("badCommandLimit", value);
    }

    public void setVirtualThreads(String value) {
        set("virtualThreads", value);
    }

    public void setRateLimitEnabled(String value) {
        set("rateLimitEnabled", value);
    }

    public void setConnectionsPerMinute(String value) {
        set("connectionsPerMinute", value);
    }

    public void setMaxSessionsPerNetwork(String value) {
        set("maxSessionsPerNetwork", value);
    }

    public void setMessagesPerMinute(String value) {
        set("messagesPerMinute", value);
    }

    public void setRecipientsPerMinute(String value) {
        set("recipientsPerMinute", value);
    }

    public void setBytesPerMinute(String value) {
        set("bytesPerMinute", value);
    }

    public void setMessagesPerMinutePerSenderDomain(String value) {
        set("messagesPerMinutePerSenderDomain", value);
    }

    public void setRecipientsPerMinutePerDomain(String value) {
        set("recipientsPerMinutePerDomain", value);
    }

    public void setNetworksRemembered(String value) {
        set("networksRemembered", value);
    }

    public void setExemptNetworks(String value) {
        set("exemptNetworks", value);
    }

    public void setProxyNetworks(String value) {
        set("proxyNetworks", value);
    }

    public void setRepeatWindow(String value) {
        set("repeatWindow", value);
    }

    /** Two adapters are the same when they are set the same (Connectors 2.1, section 5.3.1 wants both methods). */
    @Override
    public boolean equals(Object other) {
        return other instanceof AdapterProperties that && that.getClass() == getClass() && that.given.equals(given);
    }

    @Override
    public int hashCode() {
        return Objects.hash(getClass(), given);
    }
}
