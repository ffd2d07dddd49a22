package org.fastsmtp.webhook;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a webhook URL names, read in one place so that the guard and the client cannot read it differently.
 *
 * @param scheme {@code http} or {@code https}
 * @param host lower case, A-labels, IPv6 without brackets; a trailing dot is kept, because Host and SNI are the original's
 * @param port never absent
 * @param path path and query as given, at least {@code /}
 */
public record WebhookTarget(String scheme, String host, int port, String path) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_.-]{0,252}[a-z0-9_.])?");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]{2,45}]");

    /** The text is no URL that a webhook can have. The message is for the client and repeats nothing of the URL. */
    public static final class InvalidTargetException extends Exception {
        InvalidTargetException(String message) {
            super(message);
        }
    }

    public WebhookTarget {
        Objects.requireNonNull(scheme);
        Objects.requireNonNull(host);
        Objects.requireNonNull(path);
    }

    public static WebhookTarget parse(String url) throws InvalidTargetException {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            throw new InvalidTargetException("invalid URL");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new InvalidTargetException("invalid URL: the scheme must be http or https");
        }
        String authority = uri.getRawAuthority();
        if (authority == null || authority.isEmpty()) {
            throw new InvalidTargetException("invalid URL: there is no host");
        }
        if (authority.indexOf('@') >= 0) {
            throw new InvalidTargetException("invalid URL: user information is not allowed");
        }
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        int standard = scheme.equals("https") ? 443 : 80;
        int port = hasPort ? port(authority.substring(colon + 1), standard) : standard;
        String host = host(hasPort ? authority.substring(0, colon) : authority);
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new WebhookTarget(scheme, host, port, uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    }

    /** Scheme, host and port: headers of a recipient go to no other origin than its own (RFC 6454). */
    public String origin() {
        return scheme + "://" + authority();
    }

    /** Host, with brackets where it is IPv6, and the port unless it is the scheme's own. */
    String authority() {
        String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (scheme.equals("https") ? 443 : 80) ? bracketed : bracketed + ":" + port;
    }

    private static int port(String text, int standard) throws InvalidTargetException {
        if (text.isEmpty()) {
            return standard;
        }
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65_535) {
            throw new InvalidTargetException("invalid URL: the port must be from 1 to 65535");
        }
        return port;
    }

    private static String host(String text) throws InvalidTargetException {
        String lower = text.toLowerCase(Locale.ROOT);
        if (IPV6.matcher(lower).matches()) {
            return lower.substring(1, lower.length() - 1);
        }
        String ascii;
        try {
            ascii = IDN.toASCII(lower).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new InvalidTargetException("invalid URL: the host is no domain name");
        }
        // Percent-encoding, zone ids and white space end here.
        if (!NAME.matcher(ascii).matches() || ascii.contains("..")) {
            throw new InvalidTargetException("invalid URL: the host is no domain name");
        }
        return ascii;
    }
}
