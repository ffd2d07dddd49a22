package org.fastsmtp.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses with a common prefix.
 *
 * @param prefix first address
 * @param bits length of the prefix
 */
record Network(InetAddress prefix, int bits) {
    private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");

    boolean contains(InetAddress address) {
        byte[] mine = prefix.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((mine[i / 8] & mask) != (other[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** {@code address/bits} or a single address; empty for anything else. Never asks DNS. */
    static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = literal(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int most = address.get().getAddress().length * 8;
        String length = slash < 0 ? String.valueOf(most) : text.substring(slash + 1);
        if (!OCTET.matcher(length).matches() || Integer.parseInt(length) > most) {
            return Optional.empty();
        }
        return Optional.of(new Network(address.get(), Integer.parseInt(length)));
    }

    /** An address in its one plain form: four decimal numbers without leading zeros, or IPv6 without zone. Never asks DNS. */
    static Optional<InetAddress> literal(String text) {
        boolean ipv6 = text.indexOf(':') >= 0 && text.toLowerCase(Locale.ROOT).matches("[0-9a-f:.]{2,45}");
        if (!ipv6 && !isPlainIpv4(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static boolean isPlainIpv4(String text) {
        String[] octets = text.split("\\.", -1);
        if (octets.length != 4) {
            return false;
        }
        for (String octet : octets) {
            if (!OCTET.matcher(octet).matches() || Integer.parseInt(octet) > 255) {
                return false;
            }
        }
        return true;
    }
}
