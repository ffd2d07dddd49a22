package org.fastsmtp.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The one HTTP client of the deployment, opened and closed with it (finding 3). Connects only to judged addresses, follows no redirect,
 * keeps no cookie, repeats nothing by itself, decodes nothing, reads at most 64 KiB of an answer, and ends every call at its deadline.
 * Safe for any number of threads.
 */
public final class WebhookClient implements AutoCloseable {
    private static final int MOST_ANSWER = 65_536;
    private static final int KEPT_ANSWER = 1_000;
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

    private final Clock clock;
    private final JudgingResolver resolver;
    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;
    private final ScheduledThreadPoolExecutor watchdog;

    /**
     * @param poolSize connections at once, to all endpoints together
     * @param threads makes the watchdog's thread and those that wait for DNS
     */
    public WebhookClient(AddressGuard guard, int poolSize, Clock clock, ThreadFactory threads) {
        this.clock = Objects.requireNonNull(clock);
        this.resolver = new JudgingResolver(guard, threads);
        this.connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(resolver)
                .setMaxConnTotal(poolSize)
                .setMaxConnPerRoute(poolSize)
                .setDefaultSocketConfig(
                        SocketConfig.custom().setTcpNoDelay(true).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(LONGEST_CONNECT))
                        // A receiver that closes idle connections must not cost an attempt.
                        .setValidateAfterInactivity(TimeValue.ofMilliseconds(200))
                        // What a name means may change; a judged connection does not live for ever.
                        .setTimeToLive(TimeValue.ofMinutes(5))
                        .build())
                .build();
        this.client = HttpClients.custom()
                .setConnectionManager(connections)
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableAuthCaching()
                .disableDefaultUserAgent()
                .evictIdleConnections(TimeValue.ofSeconds(30))
                .build();
        this.watchdog = new ScheduledThreadPoolExecutor(1, threads);
        this.watchdog.setRemoveOnCancelPolicy(true);
    }

    /** Makes the call on the caller's thread. Every failure is an answer. */
    public Answer post(WebhookRequest request) {
        long start = System.nanoTime();
        HttpClientContext context = HttpClientContext.create();
        AtomicBoolean late = new AtomicBoolean();
        try {
            WebhookTarget target = WebhookTarget.parse(request.url());
            HttpPost post = new HttpPost(URI.create(target.origin() + target.path()));
            post.setConfig(limits(request.deadline()));
            for (Map.Entry<String, String> header :
                    RequestHeaders.of(request, clock.instant()).entrySet()) {
                post.addHeader(header.getKey(), header.getValue());
            }
            post.setEntity(
                    new InputStreamEntity(request.body().open(), request.body().size(), null));
            ScheduledFuture<?> end = watchdog.schedule(
                    () -> {
                        late.set(true);
                        post.abort();
                    },
                    request.deadline().toNanos() - (System.nanoTime() - start),
                    TimeUnit.NANOSECONDS);
            try {
                return send(target, post, context, start);
            } finally {
                end.cancel(false);
            }
        } catch (WebhookTarget.InvalidTargetException e) {
            return fault(Answer.Kind.INVALID, e.getMessage(), context, start);
        } catch (IOException | HttpException | RuntimeException e) {
            return late.get() || past(start, request.deadline())
                    ? fault(Answer.Kind.TIMEOUT, timeoutText(request.deadline()), context, start)
                    : fault(e, context, start);
        }
    }

    private Answer send(WebhookTarget target, HttpPost post, HttpClientContext context, long start)
            throws IOException, HttpException {
        HttpHost host = new HttpHost(target.scheme(), target.host(), target.port());
        // Not try-with-resources: close() would read the rest of the answer, however long it is, to keep the
        // connection.
        ClassicHttpResponse response = client.executeOpen(host, post, context);
        boolean complete = false;
        try {
            byte[] head = new byte[0];
            HttpEntity entity = response.getEntity();
            complete = entity == null;
            if (entity != null) {
                InputStream content = entity.getContent();
                head = content.readNBytes(KEPT_ANSWER);
                complete = skip(content, MOST_ANSWER - head.length);
            }
            Header retryAfter = response.getFirstHeader("Retry-After");
            return new Answer.Response(
                    response.getCode(),
                    shown(head),
                    Optional.ofNullable(retryAfter).map(Header::getValue),
                    since(start),
                    address(context));
        } finally {
            if (complete) {
                response.close();
            } else {
                post.abort(); // closes the connection
            }
        }
    }

    /** @return whether the end came within {@code most} octets */
    private static boolean skip(InputStream content, int most) throws IOException {
        byte[] buffer = new byte[8192];
        int left = most;
        while (left > 0) {
            int count = content.read(buffer, 0, Math.min(left, buffer.length));
            if (count < 0) {
                return true;
            }
            left -= count;
        }
        return false;
    }

    private static RequestConfig limits(Duration deadline) {
        return RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(deadline))
                .setResponseTimeout(Timeout.of(deadline))
                .setAuthenticationEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .build();
    }

    private static Answer.Fault fault(Exception e, HttpClientContext context, long start) {
        if (e instanceof AddressGuard.BlockedAddressException) {
            return fault(Answer.Kind.BLOCKED, e.getMessage(), context, start);
        }
        if (e instanceof UnknownHostException) {
            return fault(Answer.Kind.CONNECTION, "connection failed: the host name does not resolve", context, start);
        }
        if (e instanceof java.net.SocketTimeoutException) {
            return fault(Answer.Kind.TIMEOUT, "timeout: the host does not answer", context, start);
        }
        if (e instanceof SSLException) {
            return fault(
                    Answer.Kind.TLS,
                    "connection failed: no TLS with the host, or its certificate is not trusted",
                    context,
                    start);
        }
        if (e instanceof HttpException || e.getCause() instanceof HttpException) {
            return fault(Answer.Kind.PROTOCOL, "invalid answer: it is no HTTP", context, start);
        }
        if (e instanceof IOException) {
            boolean connected = address(context).isPresent();
            String text = connected ? "connection closed before the answer was complete" : "connection failed";
            return fault(Answer.Kind.CONNECTION, text, context, start);
        }
        return fault(Answer.Kind.INTERNAL, "unexpected error: " + e.getClass().getSimpleName(), context, start);
    }

    private static Answer.Fault fault(Answer.Kind kind, String text, HttpClientContext context, long start) {
        return new Answer.Fault(kind, text, since(start), address(context));
    }

    private static String timeoutText(Duration deadline) {
        return "timeout: no complete answer within " + deadline.toSeconds() + " s";
    }

    private static Optional<String> address(HttpClientContext context) {
        EndpointDetails details = context.getEndpointDetails();
        return details != null && details.getRemoteAddress() instanceof java.net.InetSocketAddress remote
                ? Optional.of(remote.getAddress().getHostAddress())
                : Optional.empty();
    }

    private static boolean past(long start, Duration deadline) {
        return since(start).compareTo(deadline) >= 0;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Text that a log, a database and a terminal can bear. */
    private static String shown(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8)
                .replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]", "\uFFFD")
                .strip();
    }

    /** Connections in use, for metrics and tests. */
    public int leased() {
        return connections.getTotalStats().getLeased();
    }

    /** Connections open, in use or kept for the next call. */
    public int pooled() {
        return connections.getTotalStats().getLeased()
                + connections.getTotalStats().getAvailable();
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
        connections.close(CloseMode.IMMEDIATE);
        watchdog.shutdownNow();
        resolver.close();
    }
}
