package org.fastsmtp.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Where a request came from: the first element of {@code X-Forwarded-For} when the peer is a neighbour (loopback or a private network, where
 * proxies stand), else the peer. A stranger who writes that header is not believed: it would free him of every limit.
 */
@ApplicationScoped
public class Client {
    private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final int NETWORK_OCTETS = 8;

    String addressOf(HttpServletRequest request) {
        String peer = request.getRemoteAddr();
        String forwarded = request.getHeader("X-Forwarded-For");
        if (forwarded == null || !isNeighbour(peer)) {
            return peer;
        }
        String first = forwarded.split(",", 2)[0].strip();
        return LITERAL.matcher(first).matches() && literal(first) != null ? first : peer;
    }

    /** What limits count by: an IPv4 address, or the /64 of an IPv6 address, whose owner has all of it. */
    static String networkOf(String address) {
        InetAddress literal = literal(address);
        if (literal instanceof Inet6Address) {
            return HexFormat.of().formatHex(Arrays.copyOf(literal.getAddress(), NETWORK_OCTETS)) + "/64";
        }
        return address;
    }

    private static boolean isNeighbour(String peer) {
        InetAddress literal = literal(peer);
        return literal != null
                && (literal.isLoopbackAddress()
                        || literal.isSiteLocalAddress()
                        || literal.isLinkLocalAddress()
                        || (literal instanceof Inet6Address && (literal.getAddress()[0] & 0xfe) == 0xfc));
    }

    /** Null when the text is no address; a name is never looked up. */
    private static InetAddress literal(String address) {
        boolean looksLike = LITERAL.matcher(address).matches()
                && (address.contains(":") || address.matches("(\\d{1,3}\\.){3}\\d{1,3}"));
        try {
            return looksLike ? InetAddress.getByName(address) : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
