package org.fastsmtp.smtp;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a mail came from: the session, without the envelope.
 *
 * @param session id of the session, for logs
 * @param address the real client address: that of the PROXY header where a trusted balancer sent one
 * @param port the client's port, 0 when unknown
 * @param helo the name given with HELO or EHLO; empty if none was given
 * @param tls present when the session was encrypted at the final dot
 * @param connectedAt when the connection was accepted
 */
public record Origin(
        String session, InetAddress address, int port, String helo, Optional<Tls> tls, Instant connectedAt) {
    public Origin {
        Objects.requireNonNull(session);
        Objects.requireNonNull(address);
        Objects.requireNonNull(helo);
        Objects.requireNonNull(tls);
        Objects.requireNonNull(connectedAt);
    }

    /**
     * What the handshake agreed on.
     *
     * @param protocol as JSSE names it, e.g. {@code TLSv1.3}
     * @param cipherSuite as JSSE names it
     */
    public record Tls(String protocol, String cipherSuite) {
        public Tls {
            Objects.requireNonNull(protocol);
            Objects.requireNonNull(cipherSuite);
        }
    }
}
