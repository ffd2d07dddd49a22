package org.fastsmtp.delivery;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;

/**
 * Which deliveries share their luck: those to one URL, whatever its query, fragment and user part say (which may be secrets, and are
 * neither kept nor shown here).
 *
 * @param digest SHA-256 of {@code url}, hex: what rows refer to
 * @param url scheme, host, port, path
 */
public record EndpointKey(String digest, String url) {
    public EndpointKey {
        Objects.requireNonNull(digest);
        Objects.requireNonNull(url);
    }

    /** Never fails: a text that is no URL is a key of its own, without what follows {@code ?} or {@code #}. */
    public static EndpointKey of(String webhookUrl) {
        String url = canonical(webhookUrl);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(url.getBytes(StandardCharsets.UTF_8));
            return new EndpointKey(HexFormat.of().formatHex(digest), url);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** For alarms, logs and JMX: without what follows {@code ?} and without user information, which both may be secrets. */
    public static String withoutSecrets(String webhookUrl) {
        return webhookUrl.split("[?#]", 2)[0].replaceFirst("//[^/]*@", "//");
    }

    private static String canonical(String webhookUrl) {
        String bare = withoutSecrets(webhookUrl);
        try {
            URI uri = URI.create(bare);
            if (uri.getHost() == null || uri.getScheme() == null) {
                return bare;
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            int standard = scheme.equals("https") ? 443 : 80;
            String port = uri.getPort() < 0 || uri.getPort() == standard ? "" : ":" + uri.getPort();
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port + path;
        } catch (IllegalArgumentException e) {
            return bare;
        }
    }
}
