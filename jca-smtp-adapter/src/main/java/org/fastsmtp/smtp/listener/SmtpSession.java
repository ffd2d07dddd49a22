package org.fastsmtp.smtp.listener;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.fastsmtp.smtp.Handover;
import org.fastsmtp.smtp.LogFields;
import org.fastsmtp.smtp.Mail;
import org.fastsmtp.smtp.MailPolicy;
import org.fastsmtp.smtp.Origin;
import org.fastsmtp.smtp.Reply;
import org.fastsmtp.smtp.limit.ClientLimits;
import org.fastsmtp.smtp.limit.ClientLimits.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection from greeting to end, on one thread. What follows HELO, MAIL and the rest is in the verbs; here is what is common to them:
 * admission, the loop, deadlines, errors, the end. Over 200 lines because it is the one place that knows the order of a session.
 */
final class SmtpSession implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.smtp");

    /** What a session is doing; only an idle one may be ended from outside without loss. */
    enum Phase {
        GREETING,
        IDLE,
        COMMAND,
        CONTENT,
        HANDOVER,
        ENDED
    }

    private final Service service;
    private final Verbs verbs;
    private final String id;
    private final boolean tlsAtOnce;
    private final Wire wire;
    private final Instant connectedAt;
    private final long endsAt;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.GREETING);

    private volatile InetAddress address;
    private int port;
    private ClientLimits.Client client;
    private Optional<Origin.Tls> tls = Optional.empty();
    private Optional<Origin> origin = Optional.empty();
    private String helo = "";
    private boolean extended;
    private Optional<Transaction> transaction = Optional.empty();
    private Optional<Repeats.Claim> unconfirmed = Optional.empty();
    private boolean tlsNext;
    private boolean ending;
    private int badCommands;

    /** @param tlsAtOnce whether the connection starts with a TLS handshake */
    SmtpSession(Service service, Verbs verbs, String id, Socket socket, boolean tlsAtOnce) throws IOException {
        this.service = service;
        this.verbs = verbs;
        this.id = id;
        this.tlsAtOnce = tlsAtOnce;
        this.wire = new Wire(socket);
        this.connectedAt = service.clock().instant();
        this.endsAt = System.nanoTime() + service.settings().sessions().whole().toNanos();
        this.address = socket.getInetAddress();
        this.port = socket.getPort();
        this.client = service.limits().client(address);
    }

    @Override
    public void run() {
        boolean clientMaySend = false;
        Thread.currentThread().setName("smtp-" + id); // the host gives the thread its own name back
        try {
            if (open()) {
                converse();
            }
            clientMaySend = ending;
        } catch (SocketTimeoutException e) {
            finalReply(Replies.TIMEOUT);
            clientMaySend = true;
        } catch (EOFException | SocketException | SSLException e) {
            LogFields.session(
                    id, () -> LOG.debug("session={} lost: {}", id, e.getClass().getName()));
        } catch (IOException e) {
            LogFields.session(
                    id, () -> LOG.info("session={} broke: {}", id, e.getClass().getName()));
        } catch (RuntimeException e) {
            // The edge of a session: nothing above this could answer the client.
            LogFields.session(
                    id,
                    () -> LOG.error(
                            "session={} failed: {} at {}", id, e.getClass().getName(), e.getStackTrace()[0]));
            finalReply(Replies.INTERNAL);
        } finally {
            phase.set(Phase.ENDED);
            resetTransaction();
            client.leave();
            wire.close(clientMaySend);
        }
    }

    /** From the connection to the greeting. False: refused. */
    private boolean open() throws IOException {
        wire.within(service.settings().sessions().command());
        if (service.settings().proxyNetworks().contains(address) && !readProxyHeader()) {
            return false;
        }
        Verdict verdict = client.enter();
        if (service.paused().get()) {
            return refuse(Replies.SHUTTING_DOWN);
        }
        if (verdict != Verdict.ALLOWED) {
            service.counters().limitedConnections.increment();
            return refuse(verdict == Verdict.TOO_MANY_SESSIONS ? Replies.CLIENT_SESSIONS : Replies.CLIENT_CONNECTIONS);
        }
        if (tlsAtOnce) {
            handshake();
        } else if (talkedEarly()) {
            service.counters().earlyTalkers.increment();
            return refuse(Replies.EARLY_TALKER);
        }
        wire.reply(new Reply(
                220,
                "",
                service.settings().hostname() + " ESMTP " + service.settings().softwareName()));
        return true;
    }

    private boolean readProxyHeader() throws IOException {
        try {
            wire.socket().setSoTimeout(10_000);
            Optional<InetSocketAddress> real = ProxyHeader.read(wire.socket().getInputStream());
            if (real.isPresent()) {
                address = real.get().getAddress();
                port = real.get().getPort();
                client = service.limits().client(address);
            }
            return true;
        } catch (MalformedLineException e) {
            LogFields.session(
                    id, () -> LOG.info("session={} peer={}: {}", id, address.getHostAddress(), e.getMessage()));
            return refuse(Replies.PROXY_WANTED);
        }
    }

    /** RFC 5321 section 4.3.1: a client waits for the greeting. Programs that only throw mail over the wall do not. */
    private boolean talkedEarly() throws IOException {
        Duration wait = service.settings().sessions().greetingDelay();
        if (wait.isZero()) {
            return wire.socket().getInputStream().available() > 0;
        }
        try {
            wire.within(wait);
            wire.fill();
            return true;
        } catch (SocketTimeoutException e) {
            wire.within(service.settings().sessions().command());
            return false;
        }
    }

    private boolean refuse(Reply reply) throws IOException {
        service.counters().refusal(reply);
        wire.reply(reply);
        return false;
    }

    private void converse() throws IOException {
        while (!ending) {
            Optional<String> line = nextLine();
            if (line.isEmpty()) {
                return;
            }
            Reply reply = obey(line.get());
            wire.reply(reply);
            if (reply.code() == 221 || reply.code() == 421) {
                return;
            }
            if (tlsNext) {
                tlsNext = false;
                wire.flush();
                handshake();
                helo = "";
                origin = Optional.empty();
            }
        }
    }

    /** The next command; empty when the session was ended from outside while it waited. */
    private Optional<String> nextLine() throws IOException {
        // The session's own end cuts the wait short: between two commands nothing is lost, since what was not
        // acknowledged
        // comes again.
        long command = service.settings().sessions().command().toNanos();
        wire.within(Duration.ofNanos(Math.min(command, endsAt - System.nanoTime())));
        while (true) {
            try {
                Optional<String> line = wire.bufferedLine();
                if (line.isPresent()) {
                    return line;
                }
            } catch (MalformedLineException e) {
                wire.reply(counted(new Reply(500, "5.5.2", e.getMessage())));
                if (e.isFatal() || ending) {
                    ending = true;
                    return Optional.empty();
                }
                continue;
            }
            wire.flush();
            if (!phase.compareAndSet(Phase.COMMAND, Phase.IDLE) && !phase.compareAndSet(Phase.GREETING, Phase.IDLE)) {
                return Optional.empty();
            }
            wire.fill();
            if (!phase.compareAndSet(Phase.IDLE, Phase.COMMAND)) {
                return Optional.empty();
            }
            // The client has said something after it could read our 250: it will not send that mail again.
            unconfirmed.ifPresent(this::confirmed);
            unconfirmed = Optional.empty();
        }
    }

    private void confirmed(Repeats.Claim claim) {
        service.repeats().orElseThrow().confirmed(claim);
        tell(policy -> policy.confirmed(claim.entry().id(), claim.fingerprint()));
    }

    private Reply obey(String line) throws IOException {
        int blank = line.indexOf(' ');
        String name = blank < 0 ? line.strip() : line.substring(0, blank);
        String argument = blank < 0 ? "" : line.substring(blank + 1).strip();
        Optional<Verb> verb = verbs.find(name);
        if (service.settings().requireStarttls() && !isEncrypted() && !verbs.isAllowedBeforeTls(name)) {
            return counted(Replies.TLS_WANTED);
        }
        Reply reply = verb.isPresent() ? verb.get().run(this, argument) : Replies.UNKNOWN;
        if (phase.get() == Phase.CONTENT || phase.get() == Phase.HANDOVER) {
            // First the new deadline: between the two the session must not look stuck, or the watch takes the 250 away.
            wire.within(service.settings().sessions().command());
            phase.set(Phase.COMMAND);
        }
        return counted(reply);
    }

    /** Counts what is refused, and ends the session after too many errors of syntax or order. */
    private Reply counted(Reply reply) {
        if (reply.isPositive()) {
            return reply;
        }
        service.counters().refusal(reply);
        boolean bad = reply.code() >= 500 && reply.code() <= 504 || reply.code() == 555;
        if (bad && ++badCommands >= service.settings().sessions().badCommands()) {
            ending = true;
            return Replies.TOO_MANY_ERRORS;
        }
        return reply;
    }

    private void handshake() throws IOException {
        SSLSocket socket = service.tls().orElseThrow().over(wire.socket());
        wire.use(socket);
        try {
            socket.setSoTimeout((int)
                    Math.min(60_000, service.settings().sessions().command().toMillis()));
            socket.startHandshake();
        } catch (IOException e) {
            service.counters().handshakesFailed.increment();
            throw e;
        }
        SSLSession agreed = socket.getSession();
        tls = Optional.of(new Origin.Tls(agreed.getProtocol(), agreed.getCipherSuite()));
        origin = Optional.empty();
    }

    private void finalReply(Reply reply) {
        try {
            service.counters().refusal(reply);
            wire.reply(reply);
            wire.flush();
        } catch (IOException e) {
            LogFields.session(id, () -> LOG.debug("session={} gone before its last reply", id));
        }
    }

    // What the verbs use

    String id() {
        return id;
    }

    SmtpSettings settings() {
        return service.settings();
    }

    Counters counters() {
        return service.counters();
    }

    Wire wire() {
        return wire;
    }

    ClientLimits.Client client() {
        return client;
    }

    boolean isPaused() {
        return service.paused().get();
    }

    boolean isEncrypted() {
        return tls.isPresent();
    }

    boolean mayStartTls() {
        return service.tls().isPresent() && !isEncrypted();
    }

    void startTlsAfterReply() {
        tlsNext = true;
    }

    void hello(String name, boolean extendedSmtp) {
        resetTransaction();
        helo = name;
        extended = extendedSmtp;
        origin = Optional.empty();
    }

    boolean hasSaidHello() {
        return !helo.isEmpty();
    }

    boolean isExtended() {
        return extended;
    }

    Origin origin() {
        if (origin.isEmpty()) {
            origin = Optional.of(new Origin(id, address, port, helo, tls, connectedAt));
        }
        return origin.get();
    }

    Optional<Transaction> transaction() {
        return transaction;
    }

    void begin(Transaction next) {
        transaction = Optional.of(next);
    }

    void resetTransaction() {
        transaction.ifPresent(Transaction::close);
        transaction = Optional.empty();
    }

    /** Ends the session after the reply. */
    void end() {
        ending = true;
    }

    /** Asks the policy; a policy that fails has refused for now. */
    Optional<Reply> judge(Function<MailPolicy, Optional<Reply>> question) {
        try {
            return question.apply(service.policy());
        } catch (RuntimeException e) {
            LogFields.session(
                    id,
                    () -> LOG.warn(
                            "session={} policy failed: {}", id, e.getClass().getName()));
            return Optional.of(Replies.TEMPORARY);
        }
    }

    /** Tells the policy what needs no answer; one that fails is no reason to fail the session. */
    void tell(Consumer<MailPolicy> news) {
        try {
            news.accept(service.policy());
        } catch (RuntimeException e) {
            LogFields.session(
                    id,
                    () -> LOG.warn(
                            "session={} policy failed: {}", id, e.getClass().getName()));
        }
    }

    /** Before content is sent: admission by the application, then by the client's account. */
    Optional<Reply> admit(Transaction mail) {
        if (isPaused()) {
            return Optional.of(Replies.SHUTTING_DOWN);
        }
        Optional<Reply> refused = judge(policy -> policy.data(origin(), mail.envelope()));
        if (refused.isPresent()) {
            return refused;
        }
        if (client.takeMail(mail.reversePath().domain()) != Verdict.ALLOWED) {
            service.counters().limitedMails.increment();
            return Optional.of(Replies.SLOW_DOWN);
        }
        return Optional.empty();
    }

    /** @param dots whether it comes dot-stuffed (DATA) or counted (BDAT) */
    IncomingContent newContent(Transaction mail, boolean dots) {
        SmtpSettings.Content settings = service.settings().content();
        Optional<MessageDigest> digest = service.repeats().map(any -> sha256());
        ContentStore store = new ContentStore(
                service.spool(), settings.inMemory(), service.settings().hostname(), digest, mail.declaredSize());
        return new IncomingContent(store, new LineFilter(store, settings, dots), settings, digest);
    }

    void contentIsComing() {
        phase.set(Phase.CONTENT);
        wire.within(service.settings().sessions().data());
    }

    /** The end of a transaction's content: decided, and the transaction is over. */
    Reply finish(Transaction mail) {
        phase.set(Phase.HANDOVER);
        try {
            return new FinalDot(service, this).decide(mail);
        } finally {
            resetTransaction();
        }
    }

    boolean handOver(Handover handover, Mail mail) {
        try {
            return handover.take(mail);
        } catch (RuntimeException e) {
            LogFields.mail(
                    mail.id(),
                    () -> LOG.warn(
                            "mail={} handover failed: {}",
                            mail.id(),
                            e.getClass().getName()));
            return false;
        }
    }

    /** A 250 is about to be said that the client may not get to read. */
    void acknowledging(Repeats.Claim claim) {
        unconfirmed = Optional.of(claim);
    }

    // What others may ask of a session, from their threads

    InetAddress address() {
        return address;
    }

    Phase phase() {
        return phase.get();
    }

    /** Ends the session if it only waits for a command. */
    boolean endIfIdle(Reply reply) {
        if (!phase.compareAndSet(Phase.IDLE, Phase.ENDED)) {
            return false;
        }
        wire.lastWords(reply);
        return true;
    }

    /** Ends it now, whatever it is doing; a mail in its transaction is still decided, but nobody hears of it. */
    void cut() {
        wire.cut();
    }

    /** Whether it should have ended by itself: a client that does not read our replies holds the thread in a write. */
    boolean isStuck() {
        Phase now = phase.get();
        return now != Phase.HANDOVER && wire.isOverdue(Duration.ofSeconds(10));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
