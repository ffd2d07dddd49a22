package org.fastsmtp.smtp.listener;

import java.io.IOException;
import java.util.Map;

/**
 * The listener as JMX shows it, {@code org.fastsmtp:type=SmtpListener,name="smtp"}. Counts start with the listener. Notifications:
 * {@value #TLS_EXPIRING}, {@value #TLS_RELOAD_FAILED}, {@value #OVERLOAD}, {@value #LOOP_DETECTED}.
 */
@Description("An SMTP listener: what it does, what it refuses, and what can be done about it")
public interface SmtpListenerMXBean {
    String TLS_EXPIRING = "tls.expiring";
    String TLS_RELOAD_FAILED = "tls.reload.failed";
    String OVERLOAD = "overload";
    String LOOP_DETECTED = "loop.detected";

    @Description("Port of the plain listener")
    int getPort();

    @Description("Port of the TLS listener, -1 when there is none")
    int getTlsPort();

    @Description("Whether new sessions and mails are told 421")
    boolean isPaused();

    @Description("Whether sessions run on virtual threads")
    boolean isVirtualThreads();

    @Description("Sessions at present")
    int getSessions();

    @Description("Sessions that may be at once")
    int getMaxSessions();

    @Description("Sessions at present by what they do: GREETING, IDLE, COMMAND, CONTENT, HANDOVER")
    Map<String, Integer> getSessionsByState();

    @Description("Sessions at present by id, with the client's address")
    Map<String, String> getSessionClients();

    @Description("Connections, refused ones included")
    long getConnections();

    @Description("Mails acknowledged with 250, repeats included")
    long getMailsAccepted();

    @Description("Mails refused for good at the end of their content")
    long getMailsRefused();

    @Description("Mails refused for now at the end of their content")
    long getMailsDeferred();

    @Description("Mails answered 250 a second time because the first 250 may have been lost; not handed over again")
    long getMailsRepeated();

    @Description("Mails refused because they came through more than 100 hosts: they go round in a loop")
    long getMailsLooping();

    @Description("Octets of accepted content")
    long getOctets();

    @Description("Mails accepted per minute, over the last minute")
    double getMailsPerMinute();

    @Description("Connections per minute, over the last minute")
    double getConnectionsPerMinute();

    @Description("Replies of refusal by code and enhanced code")
    Map<String, Long> getRefusals();

    @Description("Connections refused by a limit per client")
    long getLimitedConnections();

    @Description("Mails refused by a limit per client or domain")
    long getLimitedMails();

    @Description("Recipients refused by a limit per mail, client or domain")
    long getLimitedRecipients();

    @Description("Clients refused because they talked before the greeting")
    long getEarlyTalkers();

    @Description("TLS handshakes that failed")
    long getHandshakesFailed();

    @Description("Networks whose rates are counted at present")
    long getNetworksRemembered();

    @Description("Mails whose 250 is not yet known to have been read")
    long getUnconfirmed();

    @Description("End of the certificate in use, seconds since 1970; 0 without one")
    long getCertificateExpiry();

    @Description("Whether that end is near or past: fewer days left than tlsAlarmDays")
    boolean isCertificateExpiring();

    @Description(
            "Why the certificate files or the SSL context could not be used when last looked at; empty when they could")
    String getCertificateProblem();

    @Description("Whether nine in ten of the sessions that may be at once are there")
    boolean isOverloaded();

    @Description("Ends one session at once; false when there is none of that id")
    boolean dropSession(String id);

    @Description("Looks at the certificate files now; true when there was a new certificate")
    boolean reloadCertificates() throws IOException;

    @Description("Forgets all counts of the limits per client")
    void resetLimits();

    @Description("Forgets the counts of one client's network; an IPv4 or IPv6 address; false when there were none")
    boolean resetLimit(String address);

    @Description("New sessions and mails are told 421; content under way is taken")
    void pause();

    @Description("Takes sessions and mails again")
    void resume();
}
