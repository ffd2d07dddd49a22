package org.fastsmtp.webhook;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * What the HTTP client connects to is exactly what the guard judged: the client has no other resolver (finding 4). A look-up has bounded
 * time and bounded concurrency (finding 17), because the platform's cannot be interrupted.
 */
final class JudgingResolver implements DnsResolver, AutoCloseable {
    private static final int LOOKUPS_AT_ONCE = 32;
    private static final int LONGEST_SECONDS = 5;
    /** Each takes up to a connect timeout when it does not answer. */
    private static final int MOST_ADDRESSES = 4;

    private final AddressGuard guard;
    private final ExecutorService lookups;

    JudgingResolver(AddressGuard guard, ThreadFactory threads) {
        this.guard = guard;
        this.lookups =
                new ThreadPoolExecutor(0, LOOKUPS_AT_ONCE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        return judged(host, port).stream()
                .limit(MOST_ADDRESSES)
                .map(address -> new InetSocketAddress(named(host, address), port))
                .toList();
    }

    /** Without a port nothing can be allowed by port; the client asks with it. */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return judged(host, 0).toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private List<InetAddress> judged(String host, int port) throws UnknownHostException {
        Future<List<InetAddress>> lookup;
        try {
            lookup = lookups.submit(() -> guard.judge(host, port));
        } catch (RejectedExecutionException e) {
            throw new UnknownHostException("too many look-ups are under way");
        }
        try {
            return lookup.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException unknown) {
                throw unknown;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            lookup.cancel(true);
            throw new UnknownHostException("the look-up took too long");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lookup.cancel(true);
            throw new UnknownHostException("interrupted");
        }
    }

    /** The name stays with the address, for SNI and for the certificate's check; it is not looked up again. */
    private static InetAddress named(String host, InetAddress address) {
        try {
            return InetAddress.getByAddress(host, address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // its octets come from an address
        }
    }

    @Override
    public void close() {
        lookups.shutdownNow();
    }
}
