package org.fastsmtp.smtp.listener;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.bucket4j.TimeMeter;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.fastsmtp.smtp.Handover;
import org.fastsmtp.smtp.MailPolicy;
import org.fastsmtp.smtp.limit.ClientLimits;
import org.fastsmtp.smtp.limit.Network;
import org.fastsmtp.smtp.tls.LentContext;
import org.fastsmtp.smtp.tls.ServerTls;
import org.fastsmtp.smtp.tls.TlsSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on one port or two and holds the sessions. Made once, started once, closed once. Not started, it has opened nothing. The second
 * half is what JMX shows, one line each.
 */
public final class SmtpListener implements SmtpListenerMXBean, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.smtp");

    private final SmtpSettings settings;
    private final Optional<LentContext> context;
    private final MailPolicy policy;
    private final Handover handover;
    private final Clock clock;
    private final Counters counters = new Counters();
    private final AtomicBoolean paused = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Set<SmtpSession> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicLong sessionNumber = new AtomicLong();
    private final SessionThreads threads;
    private final List<Host> hosts = new ArrayList<>();

    private Optional<Service> service = Optional.empty();
    private Optional<Watch> watch = Optional.empty();
    private final Rate mailRate = new Rate(counters.accepted);
    private final Rate connectionRate = new Rate(counters.connections);
    private volatile BiConsumer<String, String> alarms = (type, text) -> {};

    /**
     * @param context replaces the PEM files of the settings
     * @param policy asked about each recipient and each mail
     * @param handover takes the mails
     */
    public SmtpListener(
            SmtpSettings settings, Optional<LentContext> context, MailPolicy policy, Handover handover, Clock clock) {
        this.settings = settings;
        this.context = context;
        this.policy = policy;
        this.handover = handover;
        this.clock = clock;
        this.threads = new SessionThreads(settings.sessions());
    }

    /** @throws IOException when a port is taken, the spool cannot be opened or the certificate cannot be used: nothing is left open */
    public void start() throws IOException {
        Optional<ServerTls> tls = tls();
        if (settings.requireStarttls() && tls.isEmpty()) {
            throw new IOException("requireStarttls needs a certificate (tlsCert and tlsKey, or sslContext)");
        }
        Service shared = new Service(
                settings,
                policy,
                handover,
                tls,
                new ClientLimits(settings.limits(), TimeMeter.SYSTEM_NANOTIME),
                settings.repeatWindow().isZero()
                        ? Optional.empty()
                        : Optional.of(
                                new Repeats(settings.repeatWindow(), Duration.ofMinutes(1), Ticker.systemTicker())),
                Spool.open(settings.content().spool()),
                new TimeOrderedIds(clock),
                counters,
                clock,
                paused);
        service = Optional.of(shared);
        try {
            open(shared, settings.ports().plain(), false);
            if (tls.isPresent() && settings.ports().tls() >= 0) {
                open(shared, settings.ports().tls(), true);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
        Watch watching = new Watch(
                sessions,
                threads.most(),
                counters.loops::sum,
                tls,
                context.map(LentContext::alarmBefore)
                        .or(() -> settings.tls().map(TlsSettings::alarmBefore))
                        .orElse(Duration.ZERO),
                clock,
                (type, text) -> alarms.accept(type, text));
        watching.start(
                context.map(LentContext::lookInterval)
                        .or(() -> settings.tls().map(TlsSettings::reloadInterval))
                        .orElse(Duration.ZERO),
                () -> {
                    mailRate.sample();
                    connectionRate.sample();
                });
        watch = Optional.of(watching);
        LOG.info(
                "listening on {} port {}{}, sessions on {} threads",
                settings.ports().host(),
                getPort(),
                tlsPort().map(port -> ", TLS port " + port).orElse(""),
                threads.areVirtual() ? "virtual" : "platform");
    }

    private Optional<ServerTls> tls() throws IOException {
        if (context.isPresent()) {
            return Optional.of(ServerTls.with(context.get(), settings.hostname(), clock));
        }
        return settings.tls().isPresent()
                ? Optional.of(ServerTls.from(settings.tls().get(), clock))
                : Optional.empty();
    }

    private void open(Service shared, int port, boolean tlsAtOnce) throws IOException {
        Verbs verbs = new Verbs();
        Host host = new Host(
                settings,
                threads,
                port,
                tlsAtOnce ? "smtp-tls" : "smtp",
                socket -> {
                    if (sessions.size() >= threads.most()) {
                        return Optional.empty();
                    }
                    String id = Long.toString(clock.millis(), 36) + "-" + sessionNumber.incrementAndGet();
                    return Optional.of(new SmtpSession(shared, verbs, id, socket, tlsAtOnce));
                },
                sessions,
                counters);
        host.start();
        hosts.add(host);
    }

    /** What the watch does by itself every few seconds, now. */
    void look() {
        watch.ifPresent(Watch::look);
    }

    /** Who hears of alarms: type and text. */
    void alarms(BiConsumer<String, String> listener) {
        alarms = listener;
    }

    /** The TLS listener's port, if there is one. */
    public Optional<Integer> tlsPort() {
        return hosts.size() > 1 ? Optional.of(hosts.get(1).port()) : Optional.empty();
    }

    /** The plain listener's port, also when any free one was asked for. */
    @Override
    public int getPort() {
        return hosts.isEmpty() ? -1 : hosts.get(0).port();
    }

    @Override
    public int getTlsPort() {
        return tlsPort().orElse(-1);
    }

    @Override
    public boolean isPaused() {
        return paused.get();
    }

    @Override
    public boolean isVirtualThreads() {
        return threads.areVirtual();
    }

    @Override
    public int getSessions() {
        return sessions.size();
    }

    @Override
    public int getMaxSessions() {
        return threads.most();
    }

    @Override
    public Map<String, Integer> getSessionsByState() {
        Map<String, Integer> states = new TreeMap<>();
        sessions.forEach(session -> states.merge(session.phase().name(), 1, Integer::sum));
        return states;
    }

    @Override
    public Map<String, String> getSessionClients() {
        return sessions.stream()
                .collect(Collectors.toMap(
                        SmtpSession::id, session -> session.address().getHostAddress()));
    }

    @Override
    public long getConnections() {
        return counters.connections.sum();
    }

    @Override
    public long getMailsAccepted() {
        return counters.accepted.sum();
    }

    @Override
    public long getMailsRefused() {
        return counters.refused.sum();
    }

    @Override
    public long getMailsDeferred() {
        return counters.deferred.sum();
    }

    @Override
    public long getMailsLooping() {
        return counters.loops.sum();
    }

    @Override
    public long getMailsRepeated() {
        return counters.repeated.sum();
    }

    @Override
    public long getOctets() {
        return counters.octets.sum();
    }

    @Override
    public double getMailsPerMinute() {
        return mailRate.perMinute();
    }

    @Override
    public double getConnectionsPerMinute() {
        return connectionRate.perMinute();
    }

    @Override
    public Map<String, Long> getRefusals() {
        return counters.refusals();
    }

    @Override
    public long getLimitedConnections() {
        return counters.limitedConnections.sum();
    }

    @Override
    public long getLimitedMails() {
        return counters.limitedMails.sum();
    }

    @Override
    public long getLimitedRecipients() {
        return counters.limitedRecipients.sum();
    }

    @Override
    public long getEarlyTalkers() {
        return counters.earlyTalkers.sum();
    }

    @Override
    public long getHandshakesFailed() {
        return counters.handshakesFailed.sum();
    }

    @Override
    public long getNetworksRemembered() {
        return service.map(shared -> shared.limits().remembered()).orElse(0L);
    }

    @Override
    public long getUnconfirmed() {
        return service.flatMap(Service::repeats).map(Repeats::size).orElse(0L);
    }

    @Override
    public long getCertificateExpiry() {
        return service.flatMap(Service::tls)
                .flatMap(ServerTls::expiry)
                .map(Instant::getEpochSecond)
                .orElse(0L);
    }

    @Override
    public boolean isCertificateExpiring() {
        return watch.map(Watch::isExpiring).orElse(false);
    }

    @Override
    public String getCertificateProblem() {
        return watch.map(Watch::problem).orElse("");
    }

    @Override
    public boolean isOverloaded() {
        return watch.map(Watch::isOverloaded).orElse(false);
    }

    @Override
    public boolean dropSession(String id) {
        Optional<SmtpSession> session =
                sessions.stream().filter(one -> one.id().equals(id)).findFirst();
        session.filter(one -> !one.endIfIdle(Replies.DROPPED)).ifPresent(SmtpSession::cut);
        return session.isPresent();
    }

    @Override
    public boolean reloadCertificates() throws IOException {
        return watch.isPresent() && watch.get().reloadNow();
    }

    @Override
    public void resetLimits() {
        service.ifPresent(shared -> shared.limits().reset());
    }

    @Override
    public boolean resetLimit(String address) {
        InetAddress client = Network.literal(address.strip());
        return service.map(shared -> shared.limits().reset(client)).orElse(false);
    }

    @Override
    public void pause() {
        paused.set(true);
    }

    @Override
    public void resume() {
        paused.set(false);
    }

    /**
     * Says 421 to whoever waits, lets mails under way end within the time set, then closes everything, whatever of it fails. Called by
     * whoever started it, and by {@link #start} when that fails; once more does nothing.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        pause();
        watch.ifPresent(Watch::close);
        long deadline = System.nanoTime() + settings.sessions().stop().toNanos();
        while (!sessions.isEmpty() && System.nanoTime() < deadline) {
            sessions.forEach(session -> session.endIfIdle(Replies.SHUTTING_DOWN));
            synchronized (sessions) {
                if (!sessions.isEmpty()) {
                    try {
                        sessions.wait(50);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        deadline = System.nanoTime();
                    }
                }
            }
        }
        sessions.forEach(SmtpSession::cut);
        hosts.forEach(Host::close);
        hosts.clear();
        service.ifPresent(shared -> shared.spool().close());
        LOG.info("stopped");
    }
}
