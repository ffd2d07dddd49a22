package org.fastsmtp.web;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * What happens to every request before and after its route: CORS, trailing slash, size of the body, measuring. Behind it the API sees a
 * {@link Shadow} of the request without headers and query string, so that nothing a client writes there can make the JAX-RS engine answer
 * in words of its own.
 */
@WebFilter(filterName = "FrontDoor", urlPatterns = "/*")
public class FrontDoor implements Filter {
    static final String PROCESS_TIME = "X-Process-Time-Ms";
    /** Beyond this 413; no request of this API is near it. */
    static final int MAX_BODY = 2 * 1024 * 1024;
    /** So much more is read, so that the client reads the answer instead of a broken connection. */
    private static final int MAX_DRAINED = 8 * 1024 * 1024;

    private static final Set<String> ROOTS = Set.of("/metrics/", "/docs/", "/redoc/", "/openapi.json/");

    private final Cors cors;
    private final Client client;
    private final RequestMetrics metrics;
    private final RequestLimit limit;

    @Inject
    public FrontDoor(Cors cors, Client client, RequestMetrics metrics, RequestLimit limit) {
        this.cors = cors;
        this.client = client;
        this.metrics = metrics;
        this.limit = limit;
    }

    @Override
    public void doFilter(ServletRequest anyRequest, ServletResponse anyResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) anyRequest;
        HttpServletResponse response = (HttpServletResponse) anyResponse;
        long start = System.nanoTime();
        String path = request.getRequestURI();
        request.setAttribute(Attributes.START, start);
        request.setAttribute(Attributes.REQUEST, request);
        request.setAttribute(Attributes.CLIENT, client.addressOf(request));
        if (cors.answers(request, response)) {
            return;
        }
        if (path.endsWith("/") && (isApi(path) || ROOTS.contains(path))) {
            redirect(request, response);
        } else if (!isApi(path)) {
            chain.doFilter(request, response);
        } else if (limit.allows(request, response)) {
            byte[] body = bodyOf(request);
            if (body == null) {
                response.setHeader("Connection", "close");
                fail(request, response, 413, "Request body too large");
            } else {
                request.setAttribute(Attributes.BODY, body);
                chain.doFilter(new Shadow(request), response);
            }
        }
        metrics.record(request, response.getStatus(), System.nanoTime() - start);
    }

    static boolean isApi(String path) {
        return path.startsWith(Api.PREFIX + "/") || path.equals(Api.PREFIX);
    }

    /** Milliseconds since a start, with two decimals. */
    static String elapsed(long start) {
        return String.format(Locale.ROOT, "%.2f", (System.nanoTime() - start) / 1e6);
    }

    /** An answer outside of JAX-RS in the contract's shape. */
    static void fail(HttpServletRequest request, HttpServletResponse response, int status, String detail)
            throws IOException {
        write(
                request,
                response,
                status,
                "application/json",
                Answer.detail(detail).getBytes(StandardCharsets.UTF_8));
    }

    static void write(
            HttpServletRequest request, HttpServletResponse response, int status, String contentType, byte[] body)
            throws IOException {
        response.setStatus(status);
        response.setContentType(contentType);
        response.setContentLength(body.length);
        if (status != 429) {
            response.setHeader(PROCESS_TIME, elapsed((Long) request.getAttribute(Attributes.START)));
        }
        response.getOutputStream().write(body);
    }

    /** 307 keeps method and body. The address is absolute, so that a path of many slashes cannot lead to another host. */
    static void redirect(HttpServletRequest request, HttpServletResponse response) {
        String url = request.getRequestURL().toString().replaceFirst("/+$", "");
        String query = request.getQueryString();
        response.setStatus(307);
        response.setHeader("Location", query == null ? url : url + "?" + query);
        response.setHeader(PROCESS_TIME, elapsed((Long) request.getAttribute(Attributes.START)));
        response.setContentLength(0);
    }

    /** The body, or null when it is too large. */
    private static byte[] bodyOf(HttpServletRequest request) throws IOException {
        InputStream stream = request.getInputStream();
        if (request.getContentLengthLong() > MAX_BODY) {
            drain(stream);
            return null;
        }
        byte[] body = stream.readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            drain(stream);
            return null;
        }
        return body;
    }

    private static void drain(InputStream stream) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        int total = 0;
        for (int read = stream.read(buffer); read >= 0 && total < MAX_DRAINED; read = stream.read(buffer)) {
            total += read;
        }
    }
}
