package org.fastsmtp.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;
import org.fastsmtp.access.KeyPrincipal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each request (CONTRACT section 6.2): address, method, path, status, milliseconds, and of the key what may be shown. No query
 * string, no body, and nothing that a client wrote reaches the log with a line break in it.
 */
final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger("fastsmtp.access");
    /** Asked every few seconds by machines: seen at DEBUG only. */
    private static final Set<String> QUIET = Set.of("/metrics");

    private static final int LONGEST = 300;
    private static final int KEY_LENGTH = 49;
    private static final int PREFIX_LENGTH = 12;

    private AccessLog() {}

    static void write(HttpServletRequest request, int status, long nanos) {
        String path = request.getRequestURI();
        boolean quiet = QUIET.contains(path)
                || path.startsWith(Api.PREFIX + "/health")
                || path.startsWith(Api.PREFIX + "/ready");
        if (quiet ? !LOG.isDebugEnabled() : !LOG.isInfoEnabled()) {
            return;
        }
        String line = line(request, status, nanos);
        if (quiet) {
            LOG.debug(line);
        } else {
            LOG.info(line);
        }
    }

    static String line(HttpServletRequest request, int status, long nanos) {
        return "%s \"%s %s\" %d %.2fms key=%s"
                .formatted(
                        request.getAttribute(Attributes.CLIENT),
                        harmless(request.getMethod()),
                        harmless(request.getRequestURI()),
                        status,
                        nanos / 1e6,
                        key(request));
    }

    /** A key that nobody knows may be anything, a password pasted in the wrong field too: only the prefix of what looks like a key is shown. */
    private static String key(HttpServletRequest request) {
        if (request.getUserPrincipal() instanceof KeyPrincipal principal) {
            return principal.caller().keyPrefix().orElse("root");
        }
        String given = request.getHeader("X-API-Key");
        if (given == null || given.isEmpty()) {
            return "none";
        }
        boolean looksLike = given.length() == KEY_LENGTH && given.matches("fsmtp_[A-Za-z0-9_-]+");
        return looksLike ? given.substring(0, PREFIX_LENGTH) : "other";
    }

    private static String harmless(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(LONGEST, text.length()); i++) {
            char c = text.charAt(i);
            if (c > ' ' && c < 0x7f && c != '"') {
                shown.append(c);
            } else {
                shown.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return text.length() > LONGEST ? shown.append("...").toString() : shown.toString();
    }
}
