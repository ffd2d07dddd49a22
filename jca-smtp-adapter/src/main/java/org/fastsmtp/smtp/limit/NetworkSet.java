package org.fastsmtp.smtp.limit;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** Some networks, e.g. those exempt from limits or trusted to send PROXY headers. */
public record NetworkSet(List<Network> networks) {
    public static final NetworkSet NONE = new NetworkSet(List.of());

    public NetworkSet {
        networks = List.copyOf(networks);
    }

    /**
     * Reads networks separated by commas or white space; a JSON array of texts is understood as well. Empty: none.
     *
     * @throws IllegalArgumentException when one of them is none
     */
    public static NetworkSet parse(String text) {
        return new NetworkSet(Arrays.stream(text.split("[\\s,\\[\\]\"]+"))
                .filter(part -> !part.isEmpty())
                .map(Network::parse)
                .toList());
    }

    public boolean contains(InetAddress address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    public boolean isEmpty() {
        return networks.isEmpty();
    }
}
