package org.fastsmtp.authentication;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The readable form of an address: for IPv6 that of RFC 5952. */
final class AddressText {
    private static final int GROUPS = 8;

    private AddressText() {}

    static String of(InetAddress address) {
        if (address instanceof Inet4Address) {
            return address.getHostAddress();
        }
        byte[] octets = address.getAddress();
        List<String> groups = new ArrayList<>(GROUPS);
        for (int i = 0; i < GROUPS; i++) {
            groups.add(Integer.toHexString((octets[2 * i] & 0xFF) << 8 | octets[2 * i + 1] & 0xFF));
        }
        int start = -1;
        int length = 1; // a single zero group is not shortened
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups.get(end).equals("0")) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        return start < 0
                ? String.join(":", groups)
                : String.join(":", groups.subList(0, start))
                        + "::"
                        + String.join(":", groups.subList(start + length, GROUPS));
    }
}
