package org.fastsmtp.domain;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Every domain and recipient that takes mail, at one moment: immutable, so that a session reads it without a lock. {@code version} is
 * that of topic {@code routing} in table {@code changes}.
 */
public final class RoutingTable {
    private final long version;
    private final Map<String, RoutedDomain> byName;
    private final Map<UUID, RoutedDomain> byId;

    public RoutingTable(long version, Collection<RoutedDomain> domains) {
        this.version = version;
        this.byName = new HashMap<>();
        this.byId = new HashMap<>();
        for (RoutedDomain domain : domains) {
            Objects.requireNonNull(domain);
            byName.put(domain.name(), domain);
            byId.put(domain.id(), domain);
        }
    }

    public long version() {
        return version;
    }

    /** @param name A-label in lower case */
    public Optional<RoutedDomain> domain(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Optional<RoutedDomain> domain(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    public Collection<RoutedDomain> domains() {
        return byName.values();
    }
}
