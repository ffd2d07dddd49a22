package org.fastsmtp.smtp.tls;

import java.io.IOException;
import java.net.Socket;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.util.SSLFactoryUtils;

/**
 * Encrypts connections with the server's certificate. A new certificate is used from the next handshake on, on every listener; sessions
 * under way keep theirs. A new pair that cannot be used leaves the old one in place (finding 31).
 */
public final class ServerTls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /** Forward secrecy and authenticated encryption only (CONTRACT section 2.1). */
    private static final Set<String> SUITES = Set.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256");

    private final SSLContext context;
    private final String[] suites;
    private final Optional<Swappable> swappable;
    private final Optional<PresentedCertificate> presented;
    private final Clock clock;
    private volatile Optional<Instant> expiry = Optional.empty();
    /** Whether the last look saw no certificate. */
    private boolean isUnseen;

    /** What is needed to change the certificate: the files, and the factory whose key it is. */
    private record Swappable(KeyPairFiles files, SSLFactory factory) {}

    private ServerTls(
            SSLContext context, Optional<Swappable> swappable, Optional<PresentedCertificate> presented, Clock clock) {
        this.context = context;
        this.swappable = swappable;
        this.presented = presented;
        this.clock = clock;
        this.suites = Arrays.stream(context.getSupportedSSLParameters().getCipherSuites())
                .filter(SUITES::contains)
                .toArray(String[]::new);
    }

    /**
     * With a context that somebody else looks after.
     *
     * @param host our own name, which clients ask for
     * @throws UnusableCertificateException when it presents no certificate: then there must be no listener (fail closed)
     */
    public static ServerTls with(LentContext lent, String host, Clock clock) throws UnusableCertificateException {
        PresentedCertificate presented = new PresentedCertificate(lent.context(), host);
        ServerTls tls = new ServerTls(lent.context(), Optional.empty(), Optional.of(presented), clock);
        tls.look(presented);
        return tls;
    }

    /** @throws UnusableCertificateException when the files cannot be used: then there must be no listener (fail closed) */
    public static ServerTls from(TlsSettings settings, Clock clock) throws UnusableCertificateException {
        KeyPairFiles files = new KeyPairFiles(settings.certificate(), settings.key());
        KeyPairFiles.Pair pair = files.readIfChanged().orElseThrow();
        SSLFactory factory = SSLFactory.builder()
                .withIdentityMaterial(pair.keys())
                .withSwappableIdentityMaterial()
                .build();
        ServerTls tls = new ServerTls(
                factory.getSslContext(), Optional.of(new Swappable(files, factory)), Optional.empty(), clock);
        tls.expiry = Optional.of(pair.certificate().getNotAfter().toInstant());
        return tls;
    }

    /** @return whether the certificate ends at another time than the one seen last */
    private boolean look(PresentedCertificate presenting) throws UnusableCertificateException {
        Optional<Instant> end = presenting
                .endingFirst(suites)
                .map(certificate -> certificate.getNotAfter().toInstant());
        if (end.isEmpty()) {
            if (isUnseen) {
                return false; // said already
            }
            isUnseen = true;
            throw new UnusableCertificateException("the SSL context presents no certificate");
        }
        boolean changed = isUnseen || !end.equals(expiry);
        isUnseen = false;
        expiry = end;
        return changed;
    }

    /**
     * Uses the files' certificate from now on, if they have changed. Of a context that somebody else looks after only what it presents is
     * looked at.
     *
     * @return whether there is another certificate now
     * @throws UnusableCertificateException when what the files hold now cannot be used or is out of date (the old certificate stays), or the
     *     context presents none any more
     */
    public synchronized boolean reload() throws UnusableCertificateException {
        if (presented.isPresent()) {
            return look(presented.get());
        }
        if (swappable.isEmpty()) {
            return false;
        }
        Optional<KeyPairFiles.Pair> changed = swappable.get().files().readIfChanged();
        if (changed.isEmpty()) {
            return false;
        }
        Instant end = changed.get().certificate().getNotAfter().toInstant();
        if (end.isBefore(clock.instant())) {
            throw new UnusableCertificateException("the new certificate has expired");
        }
        SSLFactory next =
                SSLFactory.builder().withIdentityMaterial(changed.get().keys()).build();
        SSLFactoryUtils.reload(swappable.get().factory(), next);
        expiry = Optional.of(end);
        return true;
    }

    /** When the certificate in use ends: of several the one that ends first. */
    public Optional<Instant> expiry() {
        return expiry;
    }

    /** The server's side of TLS over a connected socket. The handshake has yet to be done; closing it closes the socket. */
    public SSLSocket over(Socket plain) throws IOException {
        // The address as text, not the host's name: nothing here asks DNS.
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
        socket.setUseClientMode(false);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setCipherSuites(suites);
        parameters.setUseCipherSuitesOrder(true);
        socket.setSSLParameters(parameters);
        return socket;
    }
}
