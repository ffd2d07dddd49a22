package org.fastsmtp.smtp.listener;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.fastsmtp.smtp.limit.Network;

/**
 * The header that a balancer puts before a connection, version 1 (text) or 2 (binary) of the PROXY protocol. Read octet by octet from the
 * socket, because what follows may be a TLS handshake that belongs to somebody else. Only asked for where the peer is trusted.
 */
final class ProxyHeader {
    private static final byte[] SIGNATURE_2 = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final byte[] START_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    /** Longest line of version 1, CRLF included. */
    private static final int LONGEST_1 = 107;

    private ProxyHeader() {}

    /**
     * Reads the header.
     *
     * @return the client's address; empty when the balancer speaks for itself (LOCAL, UNKNOWN)
     * @throws MalformedLineException when there is none
     */
    static Optional<InetSocketAddress> read(InputStream in) throws IOException, MalformedLineException {
        byte[] start = exactly(in, SIGNATURE_2.length);
        if (Arrays.equals(start, SIGNATURE_2)) {
            return version2(in);
        }
        if (Arrays.equals(start, 0, START_1.length, START_1, 0, START_1.length)) {
            return version1(start, in);
        }
        throw new MalformedLineException("no PROXY header", true);
    }

    private static Optional<InetSocketAddress> version1(byte[] start, InputStream in)
            throws IOException, MalformedLineException {
        StringBuilder line = new StringBuilder(new String(start, StandardCharsets.US_ASCII));
        while (line.charAt(line.length() - 1) != '\n') {
            if (line.length() == LONGEST_1) {
                throw new MalformedLineException("PROXY header too long", true);
            }
            line.append((char) exactly(in, 1)[0]);
        }
        String[] words = line.toString().strip().split(" ");
        if (words.length >= 2 && words[1].equals("UNKNOWN")) {
            return Optional.empty();
        }
        if (words.length != 6 || !words[1].equals("TCP4") && !words[1].equals("TCP6")) {
            throw new MalformedLineException("PROXY header malformed", true);
        }
        try {
            int port = Integer.parseInt(words[4]);
            return Optional.of(new InetSocketAddress(Network.literal(words[2]), port));
        } catch (IllegalArgumentException e) {
            throw new MalformedLineException("PROXY header malformed", true);
        }
    }

    private static Optional<InetSocketAddress> version2(InputStream in) throws IOException, MalformedLineException {
        byte[] fixed = exactly(in, 4);
        int version = fixed[0] >> 4 & 0xf;
        int command = fixed[0] & 0xf;
        int length = (fixed[2] & 0xff) << 8 | fixed[3] & 0xff;
        if (version != 2 || command > 1 || length > 4096) {
            throw new MalformedLineException("PROXY header malformed", true);
        }
        byte[] rest = exactly(in, length);
        if (command == 0) {
            return Optional.empty();
        }
        return switch (fixed[1]) {
            case 0x11 -> Optional.of(address(rest, 4));
            case 0x21 -> Optional.of(address(rest, 16));
            default -> Optional.empty();
        };
    }

    /** Source address, destination address, source port, destination port. */
    private static InetSocketAddress address(byte[] octets, int size) throws IOException, MalformedLineException {
        if (octets.length < 2 * size + 4) {
            throw new MalformedLineException("PROXY header too short", true);
        }
        int port = (octets[2 * size] & 0xff) << 8 | octets[2 * size + 1] & 0xff;
        return new InetSocketAddress(InetAddress.getByAddress(Arrays.copyOf(octets, size)), port);
    }

    private static byte[] exactly(InputStream in, int count) throws IOException {
        byte[] octets = in.readNBytes(count);
        if (octets.length < count) {
            throw new EOFException();
        }
        return octets;
    }
}
