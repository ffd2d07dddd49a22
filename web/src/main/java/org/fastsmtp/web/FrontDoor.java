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
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * What happens to every request before and after its route: CORS, trailing slash, the body, measuring, the access log. Behind it the API sees a
 * {@link Shadow} of the request without headers and query string, so that nothing a client writes there can make the JAX-RS engine answer
 * in words of its own.
 */
@WebFilter(filterName = "FrontDoor", urlPatterns = "/*")
public class FrontDoor implements Filter {
    static final String PROCESS_TIME = "X-Process-Time-Ms";
    private static final Set<String> ROOTS = Set.of("/metrics/", "/docs/", "/redoc/", "/openapi.json/");

    private final Cors cors;
    private final Client client;
    private final RequestMetrics metrics;
    private final RequestLimit limit;
    private final BodyReader bodies;

    @Inject
    public FrontDoor(Cors cors, Client client, RequestMetrics metrics, RequestLimit limit, BodyReader bodies) {
        this.cors = cors;
        this.client = client;
        this.metrics = metrics;
        this.limit = limit;
        this.bodies = bodies;
    }

    @Override
    public void doFilter(ServletRequest anyRequest, ServletResponse anyResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) anyRequest;
        HttpServletResponse response = (HttpServletResponse) anyResponse;
        long start = System.nanoTime();
        request.setAttribute(Attributes.START, start);
        request.setAttribute(Attributes.REQUEST, request);
        request.setAttribute(Attributes.CLIENT, client.addressOf(request));
        try {
            if (!cors.answers(request, response)) {
                pass(request, response, chain);
                metrics.record(request, response.getStatus(), System.nanoTime() - start);
            }
        } finally {
            AccessLog.write(request, response.getStatus(), System.nanoTime() - start);
        }
    }

    private void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI();
        if (path.endsWith("/") && (isApi(path) || ROOTS.contains(path))) {
            redirect(request, response);
        } else if (!isApi(path)) {
            chain.doFilter(request, response);
        } else if (limit.allows(request, response)) {
            BodyReader.Read body = bodies.read(request);
            if (body instanceof BodyReader.Whole whole) {
                request.setAttribute(Attributes.BODY, whole.octets());
                chain.doFilter(new Shadow(request), response);
            } else if (body instanceof BodyReader.Refused refused) {
                response.setHeader("Connection", "close");
                fail(request, response, refused.status(), refused.detail());
            }
        }
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
}
