package org.fastsmtp.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides which addresses a webhook may reach (finding 4). A name is resolved once; if one of its addresses is neither public nor
 * allow-listed, the name is refused; the client connects to what was judged here and to nothing else.
 */
public final class AddressGuard {
    /** CONTRACT section 3.6. */
    private static final Set<String> BLOCKED_NAMES = Set.of(
            "localhost",
            "localhost.localdomain",
            "ip6-localhost",
            "ip6-loopback",
            "metadata.google.internal",
            "metadata");

    /** The last label is a number: some resolver somewhere reads the host as an IPv4 address (WHATWG URL, "ends in a number"). */
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");

    private final AllowList allowed;
    private final Resolver resolver;

    /** Asks DNS. */
    @FunctionalInterface
    public interface Resolver {
        List<InetAddress> resolve(String host) throws UnknownHostException;

        /** The platform's resolver. */
        static Resolver system() {
            return host -> List.of(InetAddress.getAllByName(host));
        }
    }

    /** The address is refused. The message, with the word "blocked", is for the client; it does not tell what a name resolved to. */
    public static final class BlockedAddressException extends UnknownHostException {
        BlockedAddressException(String message) {
            super(message);
        }
    }

    public AddressGuard(AllowList allowed, Resolver resolver) {
        this.allowed = Objects.requireNonNull(allowed);
        this.resolver = Objects.requireNonNull(resolver);
    }

    /**
     * What can be said of a URL without asking DNS: for the moment when it is configured.
     *
     * @return why it is refused, for the client; empty when only the attempt can tell
     */
    public Optional<String> checkLiteral(String url) {
        try {
            WebhookTarget target = WebhookTarget.parse(url);
            literal(target.host(), target.port());
            return Optional.empty();
        } catch (WebhookTarget.InvalidTargetException | BlockedAddressException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * The addresses to which a connection may be made now.
     *
     * @param host as in {@link WebhookTarget#host}
     * @throws BlockedAddressException refused
     * @throws UnknownHostException does not resolve
     */
    public List<InetAddress> judge(String host, int port) throws UnknownHostException {
        Optional<InetAddress> literal = literal(host, port);
        if (literal.isPresent()) {
            return List.of(literal.get());
        }
        List<InetAddress> addresses = resolver.resolve(host);
        if (addresses.isEmpty()) {
            throw new UnknownHostException("no address");
        }
        if (!allowed.hasName(host, port) && !addresses.stream().allMatch(address -> isAllowed(address, port))) {
            throw new BlockedAddressException("blocked: the host has an address that is not public");
        }
        return addresses;
    }

    /** @return the address, when {@code host} is one; empty when it is a name to be resolved */
    private Optional<InetAddress> literal(String host, int port) throws BlockedAddressException {
        Optional<InetAddress> address = Network.literal(host);
        if (address.isPresent()) {
            if (!isAllowed(address.get(), port)) {
                throw new BlockedAddressException("blocked: the address is not public");
            }
            return address;
        }
        String name = AllowList.withoutDot(host);
        if (name.indexOf(':') >= 0 || ENDS_IN_NUMBER.matcher(name).matches()) {
            throw new BlockedAddressException("blocked: the address has an ambiguous form");
        }
        boolean isLocalName = BLOCKED_NAMES.contains(name) || name.endsWith(".localhost");
        if (isLocalName && !allowed.hasName(host, port)) {
            throw new BlockedAddressException("blocked: the host is internal");
        }
        return Optional.empty();
    }

    private boolean isAllowed(InetAddress address, int port) {
        return PublicAddresses.isPublic(address) || allowed.hasAddress(address, port);
    }
}
