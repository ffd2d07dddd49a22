package org.fastsmtp.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses are globally routable unicast, by the IANA special-purpose registries (RFC 6890 and its updates). An IPv4 address in an
 * IPv6 one is judged as what it is: a translator would carry the packet there.
 */
final class PublicAddresses {
    private static final List<Network> NOT_PUBLIC = List.of(
            network("0.0.0.0/8"), // "this network"
            network("10.0.0.0/8"),
            network("100.64.0.0/10"), // carrier-grade NAT
            network("127.0.0.0/8"),
            network("169.254.0.0/16"), // link-local, and cloud metadata
            network("172.16.0.0/12"),
            network("192.0.0.0/24"),
            network("192.0.2.0/24"),
            network("192.88.99.0/24"), // 6to4 relays, deprecated
            network("192.168.0.0/16"),
            network("198.18.0.0/15"), // benchmarks
            network("198.51.100.0/24"),
            network("203.0.113.0/24"),
            network("224.0.0.0/4"),
            network("240.0.0.0/4"),
            network("2001::/23"), // IETF protocol assignments, Teredo among them
            network("2001:db8::/32"),
            network("3ffe::/16"), // 6bone
            network("3fff::/20")); // documentation

    /** Everything else of IPv6 is unspecified, loopback, ULA, link-local, multicast, translation or not assigned. */
    private static final Network GLOBAL_UNICAST_6 = network("2000::/3");

    private static final Network TRANSLATED =
            network("::ffff:0:0:0/96"); // RFC 2765; ::ffff:0:0/96 is an Inet4Address in Java
    private static final Network COMPATIBLE = network("::/96");
    private static final Network NAT64 = network("64:ff9b::/96");
    private static final Network SIX_TO_FOUR = network("2002::/16");

    private PublicAddresses() {}

    static boolean isPublic(InetAddress address) {
        Optional<InetAddress> inner = embedded(address);
        if (inner.isPresent()) {
            return isPublic(inner.get());
        }
        if (!(address instanceof Inet4Address) && !GLOBAL_UNICAST_6.contains(address)) {
            return false;
        }
        return NOT_PUBLIC.stream().noneMatch(network -> network.contains(address));
    }

    /** The IPv4 address to which a translator or tunnel would carry the packet. Java itself unwraps ::ffff:0:0/96. */
    static Optional<InetAddress> embedded(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length != 16) {
            return Optional.empty();
        }
        boolean unspecifiedOrLoopback = address.isAnyLocalAddress() || address.isLoopbackAddress();
        if (TRANSLATED.contains(address)
                || NAT64.contains(address)
                || COMPATIBLE.contains(address) && !unspecifiedOrLoopback) {
            return Optional.of(ipv4(octets, 12));
        }
        if (SIX_TO_FOUR.contains(address)) {
            return Optional.of(ipv4(octets, 2));
        }
        // ISATAP (RFC 5214): …:0:5efe:a.b.c.d, with or without the universal bit.
        boolean isatap = (octets[8] & 0xfd) == 0 && octets[9] == 0 && octets[10] == 0x5e && octets[11] == (byte) 0xfe;
        return isatap ? Optional.of(ipv4(octets, 12)) : Optional.empty();
    }

    private static InetAddress ipv4(byte[] octets, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(octets, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // four octets are always an address
        }
    }

    private static Network network(String text) {
        return Network.parse(text).orElseThrow();
    }
}
