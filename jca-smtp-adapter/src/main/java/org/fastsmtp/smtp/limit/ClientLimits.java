package org.fastsmtp.smtp.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what each network and each domain asks for, on this node. Memory is bounded: the least used network is forgotten first, and a
 * network that was silent for two minutes has all its tokens back anyway.
 */
public final class ClientLimits {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final LimitSettings settings;
    private final TimeMeter time;
    private final Bucket unlimited;
    private final Cache<Network, Rates> networks;
    private final Cache<String, Bucket> senderDomains;
    private final Cache<String, Bucket> recipientDomains;
    private final ConcurrentHashMap<Network, Integer> sessions = new ConcurrentHashMap<>();

    public ClientLimits(LimitSettings settings, TimeMeter time) {
        this.settings = settings;
        this.time = time;
        this.unlimited = refilled(1);
        this.networks = cache();
        this.senderDomains = cache();
        this.recipientDomains = cache();
    }

    private <K, V> Cache<K, V> cache() {
        return Caffeine.newBuilder()
                .maximumSize(settings.networksRemembered())
                .expireAfterAccess(MINUTE.multipliedBy(2))
                .ticker(time::currentTimeNanos)
                .executor(Runnable::run)
                .build();
    }

    /** The account of a client for the length of its session; {@link Client#leave} must follow. */
    public Client client(InetAddress address) {
        return new Client(
                Network.of(address), settings.enabled() && !settings.exempt().contains(address));
    }

    /** Forgets every count, so that everybody starts anew. Sessions at once stay what they are. */
    public void reset() {
        networks.invalidateAll();
        senderDomains.invalidateAll();
        recipientDomains.invalidateAll();
    }

    /**
     * Forgets the counts of one client's network.
     *
     * @return whether there were any
     */
    public boolean reset(InetAddress client) {
        return networks.asMap().remove(Network.of(client)) != null;
    }

    /** How many networks are counted at present. */
    public long remembered() {
        networks.cleanUp();
        return networks.estimatedSize();
    }

    /** Why a client has to wait. */
    public enum Verdict {
        ALLOWED,
        TOO_MANY_SESSIONS,
        TOO_MANY_CONNECTIONS,
        TOO_MANY_MAILS,
        TOO_MANY_RECIPIENTS,
        TOO_MANY_OCTETS
    }

    /** The buckets of one network, made when first needed. */
    private final class Rates {
        private final Bucket connections = bucket(settings.connectionsPerMinute());
        private final Bucket mails = bucket(settings.mailsPerMinute());
        private final Bucket recipients = bucket(settings.recipientsPerMinute());
        private final Bucket octets = bucket(settings.bytesPerMinute());
    }

    /** No limit has no bucket of its own: nobody takes from this one. */
    private Bucket bucket(long perMinute) {
        return perMinute == 0 ? unlimited : refilled(perMinute);
    }

    /** Refilled at once when the minute is over, so that «30 a minute» never lets a 31st through within one. */
    private Bucket refilled(long tokens) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(tokens).refillIntervally(tokens, MINUTE))
                .withCustomTimePrecision(time)
                .build();
    }

    /** What one session may do. Used by its thread. */
    public final class Client {
        private final Network network;
        private final boolean limited;
        private boolean counted;

        private Client(Network network, boolean limited) {
            this.network = network;
            this.limited = limited;
        }

        public Network network() {
            return network;
        }

        /** At connect. */
        public Verdict enter() {
            if (!limited) {
                return Verdict.ALLOWED;
            }
            int most = settings.sessionsAtOnce();
            int now = sessions.merge(network, 1, Integer::sum);
            counted = true;
            if (most > 0 && now > most) {
                return Verdict.TOO_MANY_SESSIONS;
            }
            if (settings.connectionsPerMinute() > 0 && !rates().connections.tryConsume(1)) {
                return Verdict.TOO_MANY_CONNECTIONS;
            }
            return Verdict.ALLOWED;
        }

        /** At the end of the session, whatever {@link #enter} said. */
        public void leave() {
            if (counted) {
                counted = false;
                sessions.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
            }
        }

        /** At MAIL: asks, takes nothing. */
        public Verdict mayMail(String senderDomain) {
            if (!limited) {
                return Verdict.ALLOWED;
            }
            if (settings.mailsPerMinute() > 0 && rates().mails.getAvailableTokens() < 1
                    || settings.mailsPerSenderDomain() > 0
                            && sender(senderDomain).getAvailableTokens() < 1) {
                return Verdict.TOO_MANY_MAILS;
            }
            if (settings.bytesPerMinute() > 0 && rates().octets.getAvailableTokens() < 1) {
                return Verdict.TOO_MANY_OCTETS;
            }
            return Verdict.ALLOWED;
        }

        /** Before the content is sent: takes one mail. */
        public Verdict takeMail(String senderDomain) {
            if (!limited) {
                return Verdict.ALLOWED;
            }
            boolean taken = (settings.mailsPerMinute() == 0 || rates().mails.tryConsume(1))
                    && (settings.mailsPerSenderDomain() == 0
                            || sender(senderDomain).tryConsume(1));
            return taken ? Verdict.ALLOWED : Verdict.TOO_MANY_MAILS;
        }

        /** At RCPT, before it is known whether the recipient exists. */
        public Verdict takeRecipient(String domain) {
            if (!limited) {
                return Verdict.ALLOWED;
            }
            boolean taken =
                    (settings.recipientsPerMinute() == 0 || rates().recipients.tryConsume(1))
                            && (settings.recipientsPerDomain() == 0
                                    || recipientDomains
                                            .get(domain, key -> bucket(settings.recipientsPerDomain()))
                                            .tryConsume(1));
            return taken ? Verdict.ALLOWED : Verdict.TOO_MANY_RECIPIENTS;
        }

        /** After the content has come: it is counted even if that leaves a debt. */
        public void octets(long count) {
            if (limited && settings.bytesPerMinute() > 0 && count > 0) {
                rates().octets.consumeIgnoringRateLimits(count);
            }
        }

        private Rates rates() {
            return networks.get(network, key -> new Rates());
        }

        private Bucket sender(String domain) {
            return senderDomains.get(domain, key -> bucket(settings.mailsPerSenderDomain()));
        }
    }
}
