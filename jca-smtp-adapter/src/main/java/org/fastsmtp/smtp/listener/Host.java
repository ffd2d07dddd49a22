package org.fastsmtp.smtp.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;

/**
 * One port, hosted by SubEthaSMTP: it accepts connections and runs each on a thread of the executor. At the first moment on that thread, before
 * the library has said a word, the session becomes ours; when ours is over the library's has nothing left to do.
 */
final class Host implements SessionHandler {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.smtp");

    /** Sessions beyond our own limit that may still be there to be told 421. */
    private static final int SPARE = 100;

    /** Makes our session over a connection; empty when there are too many. */
    @FunctionalInterface
    interface Sessions {
        Optional<SmtpSession> open(Socket socket) throws IOException;
    }

    private final SMTPServer server;
    private final Sessions opener;
    private final Set<SmtpSession> running;
    private final Counters counters;
    private final int wanted;

    Host(
            SmtpSettings settings,
            SessionThreads threads,
            int port,
            String name,
            Sessions opener,
            Set<SmtpSession> running,
            Counters counters)
            throws IOException {
        this.opener = opener;
        this.running = running;
        this.counters = counters;
        this.wanted = port;
        String host = settings.ports().host();
        Optional<InetAddress> address =
                host.isEmpty() || host.equals("*") ? Optional.empty() : Optional.of(InetAddress.getByName(host));
        server = SMTPServer.port(port)
                .bindAddress(address)
                .backlog(1024)
                .hostName(settings.hostname())
                .softwareName(settings.softwareName())
                .maxConnections(threads.most() + SPARE)
                .executorService(threads.open(name))
                .serverThreadName(name + "-accept")
                .sessionHandler(this)
                .build();
    }

    /** @throws IOException when the port is taken */
    void start() throws IOException {
        try {
            server.start();
        } catch (RuntimeException e) {
            server.getExecutorService().shutdown();
            throw new IOException("port " + wanted + " cannot be opened: " + rootText(e), e);
        }
    }

    private static String rootText(Throwable e) {
        return e.getCause() == null
                ? e.getClass().getSimpleName()
                : String.valueOf(e.getCause().getMessage());
    }

    int port() {
        return server.getPortAllocated();
    }

    @Override
    public SessionAcceptance accept(Session hosted) {
        try {
            serve(hosted.getSocket());
        } catch (IOException e) {
            LOG.debug("connection lost before its session: {}", e.getClass().getName());
        } finally {
            hosted.quit();
        }
        return SessionAcceptance.success();
    }

    private void serve(Socket socket) throws IOException {
        counters.connections.increment();
        socket.setTcpNoDelay(true);
        Optional<SmtpSession> session = opener.open(socket);
        if (session.isEmpty()) {
            counters.refusal(Replies.TOO_MANY_SESSIONS);
            new Wire(socket).lastWords(Replies.TOO_MANY_SESSIONS);
            return;
        }
        running.add(session.get());
        try {
            session.get().run();
        } finally {
            running.remove(session.get());
            synchronized (running) {
                running.notifyAll();
            }
        }
    }

    @Override
    public void onSessionEnd(Session hosted) {
        // Ours has ended already.
    }

    /** The library's stop waits without limit for its threads; ours are told to end before, and are left behind when they do not. */
    void close() {
        Thread stopper = new Thread(server::stop, "smtp-stop");
        stopper.setDaemon(true);
        stopper.start();
        try {
            stopper.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stopper.isAlive()) {
            LOG.warn("sessions still run after the stop");
            server.getExecutorService().shutdownNow();
        }
    }
}
