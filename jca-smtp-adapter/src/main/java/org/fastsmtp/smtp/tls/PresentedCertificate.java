package org.fastsmtp.smtp.tls;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What certificate a context presents, found out as a client would: by the beginning of a handshake, in memory. A context says nothing of its
 * keys. It may hold one for each kind of key, so each kind is asked for.
 */
final class PresentedCertificate {
    private static final int MOST_FLIGHTS = 50;

    private final SSLContext server;
    private final String host;

    /** @param host the name that a client asks for (SNI) */
    PresentedCertificate(SSLContext server, String host) {
        this.server = server;
        this.host = host;
    }

    /** The one that ends first of those presented to clients of these suites; empty when no handshake comes as far. */
    Optional<X509Certificate> endingFirst(String[] suites) {
        return Stream.of(
                        seen("TLSv1.3", suites, suite -> suite.startsWith("TLS_AES") || suite.startsWith("TLS_CHACHA")),
                        seen("TLSv1.2", suites, suite -> suite.contains("_ECDSA_")),
                        seen("TLSv1.2", suites, suite -> suite.contains("_RSA_")))
                .flatMap(Optional::stream)
                .min(Comparator.comparing(X509Certificate::getNotAfter));
    }

    private Optional<X509Certificate> seen(String protocol, String[] suites, Predicate<String> wanted) {
        String[] some = Arrays.stream(suites).filter(wanted).toArray(String[]::new);
        if (some.length == 0) {
            return Optional.empty();
        }
        Witness witness = new Witness();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {witness}, null);
            SSLEngine client = context.createSSLEngine(host, 25);
            client.setUseClientMode(true);
            SSLEngine presenting = server.createSSLEngine();
            presenting.setUseClientMode(false);
            for (SSLEngine engine : new SSLEngine[] {client, presenting}) {
                SSLParameters parameters = engine.getSSLParameters();
                parameters.setProtocols(new String[] {protocol});
                parameters.setCipherSuites(some);
                engine.setSSLParameters(parameters);
            }
            shake(client, presenting, witness);
        } catch (GeneralSecurityException | SSLException | IllegalArgumentException e) {
            return witness.own; // this kind of key is not there, or only after it was shown something went wrong
        }
        return witness.own;
    }

    /** Until the witness has seen enough. */
    private static void shake(SSLEngine client, SSLEngine presenting, Witness witness) throws SSLException {
        ByteBuffer toServer = ByteBuffer.allocate(client.getSession().getPacketBufferSize() * 4);
        ByteBuffer toClient = ByteBuffer.allocate(presenting.getSession().getPacketBufferSize() * 4);
        for (int i = 0; i < MOST_FLIGHTS && witness.own.isEmpty(); i++) {
            step(client, toClient, toServer);
            step(presenting, toServer, toClient);
        }
    }

    /** Whatever one side can do with what has come. */
    private static void step(SSLEngine engine, ByteBuffer from, ByteBuffer into) throws SSLException {
        ByteBuffer nothing = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
            engine.beginHandshake();
        }
        switch (engine.getHandshakeStatus()) {
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), into);
            case NEED_TASK -> run(engine);
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                from.flip();
                engine.unwrap(from, nothing);
                from.compact();
            }
            default -> nothing.clear();
        }
    }

    private static void run(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Trusts nobody and anybody: it only looks. */
    private static final class Witness extends X509ExtendedTrustManager {
        private volatile Optional<X509Certificate> own = Optional.empty();

        private void see(X509Certificate... chain) {
            own = Arrays.stream(chain).findFirst();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            see(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            see(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            see(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
