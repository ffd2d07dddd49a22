package org.fastsmtp.smtp.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Objects;

/**
 * An address prefix. {@link #of} gives the network that stands for one client: the IPv4 address itself, or the /64 of an IPv6 address,
 * since whoever has one address of a /64 has them all.
 */
public final class Network {
    private final byte[] address;
    private final int bits;

    private Network(byte[] address, int bits) {
        this.address = masked(address, bits);
        this.bits = bits;
    }

    /** The network that limits count: /32 for IPv4 (also when mapped into IPv6), /64 for IPv6. */
    public static Network of(InetAddress client) {
        byte[] octets = client.getAddress();
        return new Network(octets, client instanceof Inet6Address ? 64 : 32);
    }

    /**
     * Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32} or a single address. No name is ever resolved.
     *
     * @throws IllegalArgumentException for any other form
     */
    public static Network parse(String text) {
        Objects.requireNonNull(text);
        int slash = text.indexOf('/');
        byte[] octets = literal(slash < 0 ? text : text.substring(0, slash)).getAddress();
        int most = octets.length * 8;
        int bits = most;
        if (slash >= 0) {
            try {
                bits = Integer.parseInt(text.substring(slash + 1));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("no prefix length");
            }
        }
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("prefix length out of range");
        }
        return new Network(octets, bits);
    }

    /** An address literal; a text with a letter that no literal has is refused before the JDK would ask DNS. */
    public static InetAddress literal(String text) {
        boolean v6 = text.indexOf(':') >= 0;
        boolean digits = v6
                ? text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128 || c == ':' || c == '.')
                : text.matches("\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
        if (!digits) {
            throw new IllegalArgumentException("no address");
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address");
        }
    }

    public boolean contains(InetAddress other) {
        byte[] octets = other.getAddress();
        return octets.length == address.length && Arrays.equals(masked(octets, bits), address);
    }

    private static byte[] masked(byte[] octets, int bits) {
        byte[] result = octets.clone();
        for (int i = 0; i < result.length; i++) {
            int keep = Math.max(0, Math.min(8, bits - 8 * i));
            result[i] &= (byte) (0xff << (8 - keep));
        }
        return result;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network network && network.bits == bits && Arrays.equals(network.address, address);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(address) + bits;
    }

    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(address).getHostAddress() + "/" + bits;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // length is 4 or 16 by construction
        }
    }
}
