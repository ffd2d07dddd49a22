package org.fastsmtp.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;

/**
 * A request as the JAX-RS engine sees it: method and path, nothing else. HEAD and OPTIONS become a method that no route offers, because the
 * engine would answer them itself (CONTRACT section 1.1: 405).
 */
final class Shadow extends HttpServletRequestWrapper {
    private static final String ALLOWED_IN_PATH = "/-._~!$&'()*+,=:@%";

    private final String method;
    private final String path;

    Shadow(HttpServletRequest request) {
        super(request);
        String given = request.getMethod();
        method = given.equals("HEAD") || given.equals("OPTIONS") ? "NOT-OFFERED" : given;
        path = escaped(request.getRequestURI());
    }

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public String getRequestURI() {
        return path;
    }

    @Override
    public StringBuffer getRequestURL() {
        return new StringBuffer("http://localhost").append(path);
    }

    @Override
    public String getQueryString() {
        return null;
    }

    @Override
    public String getHeader(String name) {
        return null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return Collections.emptyEnumeration();
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.emptyEnumeration();
    }

    @Override
    public String getContentType() {
        return null;
    }

    @Override
    public int getContentLength() {
        return 0;
    }

    @Override
    public long getContentLengthLong() {
        return 0;
    }

    /** What may not stand in a path is encoded, also {@code ;}: matrix parameters are no part of this API. */
    static String escaped(String path) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            boolean brokenEscape = c == '%' && !isEscape(path, i);
            if ((letter || ALLOWED_IN_PATH.indexOf(c) >= 0) && !brokenEscape) {
                escaped.append(c);
            } else {
                for (byte octet : String.valueOf(c).getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
                    escaped.append("%%%02X".formatted(octet & 0xff));
                }
            }
        }
        return escaped.toString();
    }

    private static boolean isEscape(String path, int at) {
        return at + 2 < path.length()
                && Character.digit(path.charAt(at + 1), 16) >= 0
                && Character.digit(path.charAt(at + 2), 16) >= 0;
    }
}
