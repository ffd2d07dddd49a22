package org.fastsmtp.smtp.listener;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.bucket4j.TimeMeter;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.fastsmtp.smtp.Handover;
import org.fastsmtp.smtp.MailPolicy;
import org.fastsmtp.smtp.limit.ClientLimits;
import org.fastsmtp.smtp.tls.ServerTls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on one port or two and holds the sessions. Made once, started once, closed once. Not started, it has opened nothing.
 */
public final class SmtpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.smtp");

    private final SmtpSettings settings;
    private final Optional<SSLContext> context;
    private final MailPolicy policy;
    private final Handover handover;
    private final Clock clock;
    private final Counters counters = new Counters();
    private final AtomicBoolean paused = new AtomicBoolean();
    private final Set<SmtpSession> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicLong sessionNumber = new AtomicLong();
    private final SessionThreads threads;
    private final List<Host> hosts = new ArrayList<>();

    private Optional<Service> service = Optional.empty();
    private Optional<ScheduledExecutorService> watch = Optional.empty();

    /**
     * @param context replaces the PEM files of the settings
     * @param policy asked about each recipient and each mail
     * @param handover takes the mails
     */
    public SmtpListener(
            SmtpSettings settings, Optional<SSLContext> context, MailPolicy policy, Handover handover, Clock clock) {
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
        ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "smtp-watch");
            thread.setDaemon(true);
            return thread;
        });
        watch = Optional.of(clockwork);
        clockwork.scheduleWithFixedDelay(
                () -> sessions.stream().filter(SmtpSession::isStuck).forEach(SmtpSession::cut), 5, 5, TimeUnit.SECONDS);
        LOG.info(
                "listening on {} port {}{}, sessions on {} threads",
                settings.ports().host(),
                port(),
                tlsPort().map(port -> ", TLS port " + port).orElse(""),
                threads.areVirtual() ? "virtual" : "platform");
    }

    private Optional<ServerTls> tls() throws IOException {
        if (context.isPresent()) {
            return context.map(given -> ServerTls.with(given, clock));
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

    /** The plain listener's port, also when any free one was asked for. */
    public int port() {
        return hosts.get(0).port();
    }

    /** The port of the TLS listener, if there is one. */
    public Optional<Integer> tlsPort() {
        return hosts.size() > 1 ? Optional.of(hosts.get(1).port()) : Optional.empty();
    }

    /**
     * Looks at the certificate files now.
     *
     * @return whether there was a new certificate
     * @throws IOException when what they hold cannot be used; the old certificate stays
     */
    public boolean reloadCertificates() throws IOException {
        Optional<ServerTls> tls = service.flatMap(Service::tls);
        return tls.isPresent() && tls.get().reload();
    }

    int sessionsNow() {
        return sessions.size();
    }

    /** From now on new sessions and new mails are told 421; content under way is taken to its end. */
    public void pause() {
        paused.set(true);
    }

    public void resume() {
        paused.set(false);
    }

    /** Says 421 to whoever waits, lets mails under way end within the time set, then closes everything. */
    @Override
    public void close() {
        pause();
        watch.ifPresent(ScheduledExecutorService::shutdownNow);
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
