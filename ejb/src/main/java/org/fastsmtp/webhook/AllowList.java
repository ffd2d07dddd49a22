package org.fastsmtp.webhook;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What may be called though it is not public: setting {@code webhook_allowed_internal_domains}. An entry is a name (for itself and its
 * sub-domains, whatever they resolve to), an address or a network, each with an optional {@code :port} ({@code [::1]:8080} for IPv6).
 */
public final class AllowList {
    private final List<Entry> entries = new ArrayList<>();

    /** @throws IllegalArgumentException for an entry that is none of the forms */
    public AllowList(List<String> entries) {
        entries.forEach(text -> this.entries.add(Entry.parse(text.strip().toLowerCase(Locale.ROOT))));
    }

    boolean hasName(String host, int port) {
        String name = withoutDot(host);
        return entries.stream()
                .anyMatch(entry -> entry.isForPort(port)
                        && entry.network().isEmpty()
                        && (name.equals(entry.name()) || name.endsWith("." + entry.name())));
    }

    boolean hasAddress(InetAddress address, int port) {
        return entries.stream()
                .anyMatch(entry -> entry.isForPort(port)
                        && entry.network()
                                .filter(network -> network.contains(address))
                                .isPresent());
    }

    static String withoutDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** @param port 0: every port */
    private record Entry(String name, Optional<Network> network, int port) {
        private boolean isForPort(int wanted) {
            return port == 0 || port == wanted;
        }

        private static Entry parse(String text) {
            Optional<Network> whole = Network.parse(text);
            if (whole.isPresent()) {
                return new Entry(text, whole, 0);
            }
            int colon = text.lastIndexOf(':');
            boolean hasPort = colon >= 0 && text.substring(colon + 1).matches("[0-9]{1,5}");
            String bare = hasPort ? text.substring(0, colon) : text;
            int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : 0;
            String unbracketed = bare.startsWith("[") ? bare.replace("[", "").replace("]", "") : bare;
            Optional<Network> network = Network.parse(unbracketed);
            String name = withoutDot(bare.startsWith("*.") ? bare.substring(2) : bare);
            if (port > 65_535 || network.isEmpty() && !name.matches("[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")) {
                throw new IllegalArgumentException(
                        "'" + text + "' is neither a name, an address nor a network, with an optional :port");
            }
            return new Entry(name, network, port);
        }
    }
}
