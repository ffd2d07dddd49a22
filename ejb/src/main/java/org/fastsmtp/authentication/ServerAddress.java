package org.fastsmtp.authentication;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** The text form of a DNS server: {@code 192.0.2.53}, {@code 192.0.2.53:5353}, {@code 2001:db8::53}, {@code [2001:db8::53]:5353}. */
final class ServerAddress {
    private static final int PORT = 53;

    private ServerAddress() {}

    static InetSocketAddress parse(String text) {
        String host = text.strip();
        int port = PORT;
        int colon = host.lastIndexOf(':');
        boolean bracketed = host.startsWith("[");
        if (bracketed ? host.indexOf("]:") > 0 : colon > 0 && host.indexOf(':') == colon) {
            port = Integer.parseInt(host.substring(colon + 1));
            host = host.substring(0, colon);
        }
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        boolean literal = host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || Character.isDigit(c));
        if (!literal || host.isEmpty()) {
            throw new IllegalArgumentException("not the address of a DNS server: " + text);
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not the address of a DNS server: " + text, e);
        }
    }
}
