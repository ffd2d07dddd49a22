package org.fastsmtp.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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

    /**
     * What may not stand in a path is encoded, also {@code ;}: matrix parameters are no part of this API. The server hands octets above 0x7F
     * on as they came; escapes that are no UTF-8 stand for themselves.
     */
    static String escaped(String path) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            boolean brokenEscape = c == '%' && !isEscape(path, i);
            if ((letter || ALLOWED_IN_PATH.indexOf(c) >= 0) && !brokenEscape) {
                escaped.append(c);
            } else {
                escaped.append("%%%02X".formatted(c & 0xff));
            }
        }
        return isUtf8(escaped) ? escaped.toString() : escaped.toString().replaceAll("%(?=[89a-fA-F])", "%25");
    }

    private static boolean isUtf8(CharSequence path) {
        byte[] octets = URLDecoder.decode(path.toString().replace("+", "%2B"), StandardCharsets.ISO_8859_1)
                .getBytes(StandardCharsets.ISO_8859_1);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isEscape(String path, int at) {
        return at + 2 < path.length()
                && Character.digit(path.charAt(at + 1), 16) >= 0
                && Character.digit(path.charAt(at + 2), 16) >= 0;
    }
}
