package org.fastsmtp.web;

import com.ibm.icu.text.IDNA;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An http or https address in normal form (CONTRACT section 1.8): scheme and host in lower case, host as A-label, no default port, at least
 * the path {@code /}; the path is otherwise as given. Stricter than browsers in one thing: an IPv4 address has four decimal numbers, so
 * that no two readers of the address can disagree about where it leads.
 *
 * @param text the whole address
 * @param host without brackets
 */
record HttpUrl(String text, String host) {
    static final int MAX_LENGTH = 2083;
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)");
    private static final Pattern NUMERIC = Pattern.compile("(?:.*\\.)?(?:\\d+|0x[0-9a-f]*)\\.?");
    private static final Pattern HOST = Pattern.compile("[a-z0-9._~!$&'()*+,;=-]+");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]{2,45}");
    private static final IDNA NAMES =
            IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ);
    private static final int MAX_PORT = 65_535;

    /** An address, but neither http nor https. */
    static final class OtherSchemeException extends IllegalArgumentException {}

    /** @throws IllegalArgumentException with a text for the client */
    static HttpUrl parse(String given) {
        String text = given.strip().replaceAll("[\t\r\n]", "");
        if (text.isEmpty()) {
            throw new IllegalArgumentException("input is empty");
        }
        Matcher matcher = SCHEME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("relative URL without a base");
        }
        String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new OtherSchemeException();
        }
        String rest = matcher.group(2).replaceFirst("^[/\\\\]+", "");
        int end = firstOf(rest, "/\\?#");
        String authority = rest.substring(0, end);
        int at = authority.lastIndexOf('@');
        String user = at < 0 ? "" : encoded(authority.substring(0, at)) + "@";
        String hostAndPort = authority.substring(at + 1);
        int colon = hostAndPort.indexOf(':', Math.max(0, hostAndPort.indexOf(']')));
        String host = host(colon < 0 ? hostAndPort : hostAndPort.substring(0, colon));
        String port = colon < 0 ? "" : port(hostAndPort.substring(colon + 1), scheme.equals("http") ? 80 : 443);
        String tail = rest.substring(end);
        int path = firstOf(tail, "?#");
        String normal = scheme + "://" + user + host + port
                + (path == 0 ? "/" : encoded(tail.substring(0, path).replace('\\', '/')))
                + encoded(tail.substring(path));
        if (normal.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("too long once encoded");
        }
        return new HttpUrl(normal, host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    }

    private static String host(String given) {
        if (given.isEmpty()) {
            throw new IllegalArgumentException("empty host");
        }
        if (given.startsWith("[")) {
            String literal = given.substring(1, Math.max(1, given.length() - 1)).toLowerCase(Locale.ROOT);
            if (!given.endsWith("]") || !IPV6.matcher(literal).matches() || !isIpv6(literal)) {
                throw new IllegalArgumentException("invalid IPv6 address");
            }
            return "[" + literal + "]";
        }
        String host = given.toLowerCase(Locale.ROOT);
        if (!host.chars().allMatch(c -> c < 0x80)) {
            IDNA.Info outcome = new IDNA.Info();
            StringBuilder ascii = new StringBuilder();
            NAMES.nameToASCII(given, ascii, outcome);
            if (outcome.hasErrors()) {
                throw new IllegalArgumentException("invalid international domain name");
            }
            host = ascii.toString();
        }
        if (!HOST.matcher(host).matches() || host.length() > 254 || host.startsWith(".") || host.contains("..")) {
            throw new IllegalArgumentException("invalid domain character");
        }
        if (NUMERIC.matcher(host).matches() && !IPV4.matcher(host).matches()) {
            throw new IllegalArgumentException("invalid IPv4 address");
        }
        return host;
    }

    /** Form only; no name is looked up. */
    private static boolean isIpv6(String literal) {
        int gap = literal.indexOf("::");
        if (gap != literal.lastIndexOf("::") || (gap < 0 && (literal.startsWith(":") || literal.endsWith(":")))) {
            return false;
        }
        int groups = 0;
        for (String group : literal.replace("::", ":").replaceAll("^:|:$", "").split(":", -1)) {
            if (group.contains(".")) {
                if (!literal.endsWith(group) || !IPV4.matcher(group).matches()) {
                    return false;
                }
                groups += 2;
            } else if (group.length() > 4 || (group.isEmpty() && !literal.equals("::"))) {
                return false;
            } else {
                groups++;
            }
        }
        return gap < 0 ? groups == 8 : groups < 8;
    }

    private static String port(String digits, int usual) {
        if (digits.isEmpty()) {
            return "";
        }
        if (!digits.matches("[0-9]{1,9}") || Integer.parseInt(digits) > MAX_PORT) {
            throw new IllegalArgumentException("invalid port number");
        }
        int port = Integer.parseInt(digits);
        return port == usual ? "" : ":" + port;
    }

    /** Octets that may not stand in an address are percent-encoded; what is encoded already stays. */
    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            int c = octet & 0xff;
            if (c <= ' ' || c >= 0x7f || "\"<>`{}^|\\".indexOf(c) >= 0) {
                encoded.append('%').append("%02X".formatted(c));
            } else {
                encoded.append((char) c);
            }
        }
        return encoded.toString();
    }

    private static int firstOf(String text, String stops) {
        int end = 0;
        while (end < text.length() && stops.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }
}
