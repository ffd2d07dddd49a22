package org.fastsmtp.authentication;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.NioClient;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks recursive servers: asynchronous, with a cache that obeys time-to-live, bounded in time, in look-ups under way and in memory
 * (finding 17). UDP first, TCP when an answer is cut. Equal look-ups under way share one query.
 *
 * <p>dnsjava sends and parses; its LookupSession is not used, because an answer with an alias and an error code makes it ask for ever.
 *
 * <p>Once {@value #DEAF} look-ups in a row got no answer at all, the servers count as dead: for five seconds everything not cached is a
 * temporary failure at once, then look-ups go out again. A dead resolver so costs a mail its budget only now and then.
 */
public final class DnsResolver implements Dns, AutoCloseable {
    private static final int UNDER_WAY = 512;
    private static final int ALIASES = 8;
    private static final int DEAF = 20;
    private static final long DEAF_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long CACHE_OCTETS = 32L << 20;

    private final List<SimpleResolver> servers;
    private final Duration perTry;
    private final int tries;
    private final Ticker ticker;
    private final Semaphore free = new Semaphore(UNDER_WAY);
    private final AsyncCache<Question, DnsReading> cache;
    private final Silence silence = new Silence();

    private record Question(String name, int type) {}

    /**
     * @param timeout for one look-up with its repetitions
     * @param ticker time for the cache, in nanoseconds
     */
    public DnsResolver(List<InetSocketAddress> servers, Duration timeout, Ticker ticker) {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("no DNS server");
        }
        this.ticker = ticker;
        this.tries = Math.max(2, servers.size());
        this.perTry = timeout.dividedBy(tries);
        this.servers = servers.stream().map(this::server).toList();
        this.cache = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(ticker)
                .maximumWeight(CACHE_OCTETS)
                .weigher((Question question, DnsReading reading) ->
                        200 + question.name().length() + reading.weight())
                .expireAfter(Expiry.<Question, DnsReading>writing((question, reading) -> reading.life()))
                .buildAsync();
    }

    /** With the servers and the time-out of the settings; without servers those of the operating system. */
    public static DnsResolver of(Settings settings) {
        List<InetSocketAddress> servers = settings.get(Setting.DNS_SERVERS).stream()
                .map(ServerAddress::parse)
                .toList();
        if (servers.isEmpty()) {
            servers = ResolverConfig.getCurrentConfig().servers();
        }
        Duration timeout = Duration.ofSeconds(settings.get(Setting.DNS_TIMEOUT));
        return new DnsResolver(servers, timeout, Ticker.systemTicker());
    }

    @Override
    public CompletableFuture<Answer<String>> txt(String name) {
        return ask(name, Type.TXT).thenApply(DnsReading::txt);
    }

    @Override
    public CompletableFuture<Answer<InetAddress>> a(String name) {
        return ask(name, Type.A).thenApply(DnsReading::a);
    }

    @Override
    public CompletableFuture<Answer<InetAddress>> aaaa(String name) {
        return ask(name, Type.AAAA).thenApply(DnsReading::aaaa);
    }

    @Override
    public CompletableFuture<Answer<String>> mx(String name) {
        return ask(name, Type.MX).thenApply(DnsReading::mx);
    }

    @Override
    public CompletableFuture<Answer<String>> ptr(InetAddress address) {
        return ask(reverse(address), Type.PTR).thenApply(DnsReading::ptr);
    }

    /** Ends the I/O of dnsjava, which is one for all resolvers and starts again when one asks. */
    @Override
    public void close() {
        cache.synchronous().invalidateAll();
        NioClient.close();
    }

    /** The name under which PTR records lie (RFC 1035 section 3.5, RFC 3596 section 2.5). */
    static String reverse(InetAddress address) {
        byte[] octets = address.getAddress();
        StringBuilder name = new StringBuilder();
        for (int i = octets.length - 1; i >= 0; i--) {
            if (address instanceof Inet4Address) {
                name.append(octets[i] & 0xFF).append('.');
            } else {
                name.append(Character.forDigit(octets[i] & 0xF, 16)).append('.');
                name.append(Character.forDigit(octets[i] >> 4 & 0xF, 16)).append('.');
            }
        }
        return name.append(address instanceof Inet4Address ? "in-addr.arpa" : "ip6.arpa")
                .toString();
    }

    private CompletableFuture<DnsReading> ask(String text, int type) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (!Names.canBeAsked(name)) {
            return CompletableFuture.completedFuture(DnsReading.noSuchName(0));
        }
        Question question = new Question(name.toLowerCase(Locale.ROOT), type);
        return cache.get(question, (key, executor) -> bounded(key)).copy();
    }

    private CompletableFuture<DnsReading> bounded(Question question) {
        if (silence.isOn()) {
            return CompletableFuture.completedFuture(DnsReading.refused("the DNS servers do not answer"));
        }
        if (!free.tryAcquire()) {
            return CompletableFuture.completedFuture(DnsReading.refused("too many look-ups are under way"));
        }
        CompletableFuture<DnsReading> reading;
        try {
            reading = look(Name.fromString(escaped(question.name())), question.type(), ALIASES);
        } catch (TextParseException e) {
            reading = CompletableFuture.completedFuture(DnsReading.noSuchName(0));
        }
        return reading.exceptionally(failure -> DnsReading.failed("the answer cannot be read"))
                .whenComplete((done, failure) -> free.release());
    }

    /** One name; where its answer ends in an alias without its target, the target too. */
    private CompletableFuture<DnsReading> look(Name name, int type, int aliases) {
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        return attempt(query, 0).thenCompose(answer -> {
            DnsReading reading = DnsReading.of(answer, name, type);
            if (reading.next().isEmpty()) {
                return CompletableFuture.completedFuture(reading);
            }
            return aliases == 0
                    ? CompletableFuture.completedFuture(DnsReading.failed("a chain of aliases without end"))
                    : look(reading.next().get(), type, aliases - 1);
        });
    }

    /** Try by try, server by server, until one gives an answer that says something; the last one's word counts. */
    private CompletableFuture<DnsReading.Reply> attempt(Message query, int number) {
        SimpleResolver server = servers.get(number % servers.size());
        CompletableFuture<DnsReading.Reply> reply;
        try {
            // Small continuations only: they run on dnsjava's selector thread.
            reply = server.sendAsync(query, Runnable::run)
                    .toCompletableFuture()
                    .orTimeout(perTry.toNanos(), TimeUnit.NANOSECONDS)
                    .handle((message, failure) ->
                            failure == null ? DnsReading.Reply.of(message) : DnsReading.Reply.none());
        } catch (RuntimeException e) {
            reply = CompletableFuture.completedFuture(DnsReading.Reply.none()); // e.g. no route to the server
        }
        return reply.thenCompose(got -> {
            boolean says = got.message().isPresent()
                    && (got.message().get().getRcode() == Rcode.NOERROR
                            || got.message().get().getRcode() == Rcode.NXDOMAIN);
            if (!says && number + 1 < tries) {
                return attempt(query, number + 1);
            }
            silence.heard(got.message().isPresent());
            return CompletableFuture.completedFuture(got);
        });
    }

    private SimpleResolver server(InetSocketAddress address) {
        SimpleResolver server = new SimpleResolver(address);
        server.setTimeout(perTry);
        return server;
    }

    /** Master file form, in which octets other than those of host names are written as numbers (RFC 1035 section 5.1). */
    private static String escaped(String name) {
        StringBuilder text = new StringBuilder(name.length() + 1);
        for (char c : name.toCharArray()) {
            if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.') {
                text.append(c);
            } else {
                text.append('\\').append((char) ('0' + c / 100));
                text.append((char) ('0' + c / 10 % 10)).append((char) ('0' + c % 10));
            }
        }
        return text.append('.').toString();
    }

    /** How long nothing was heard. */
    private final class Silence {
        private int unanswered;
        private long until;

        synchronized boolean isOn() {
            return unanswered >= DEAF && ticker.read() - until < 0;
        }

        synchronized void heard(boolean something) {
            unanswered = something ? 0 : unanswered + 1;
            if (unanswered >= DEAF) {
                until = ticker.read() + DEAF_NANOS;
            }
        }
    }
}
