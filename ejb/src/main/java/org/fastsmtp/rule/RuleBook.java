package org.fastsmtp.rule;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** The compiled rules of the domains that get mail, on this node: compiled once for each change, least used ones forgotten (finding 15). */
public final class RuleBook {
    /** More than one domain at its limit, or thousands as they are. */
    public static final long DEFAULT_WEIGHT = RuleLimits.MAX_WEIGHT_OF_DOMAIN * 3L / 2;

    private static final int EMPTY_DOMAIN = 300;

    private final LoadingCache<UUID, CompiledRules> compiled;
    /** What {@link #keepOnly} was told last. */
    private volatile Map<UUID, Long> known = Map.of();

    /**
     * @param rows reads the rules of a domain; its failures come out of {@link #rulesOf} unchanged
     * @param maxWeight bytes that compiled rules may hold, estimated
     */
    public RuleBook(Function<UUID, DomainRules> rows, long maxWeight) {
        compiled = Caffeine.newBuilder()
                .maximumWeight(maxWeight)
                .weigher((UUID domain, CompiledRules rules) -> EMPTY_DOMAIN + rules.weight())
                .executor(Runnable::run)
                .build(domain -> CompiledRules.of(rows.apply(domain)));
    }

    /** The rules in force, not older than the last {@link #keepOnly} or {@link #invalidate}. */
    public CompiledRules rulesOf(UUID domainId) {
        CompiledRules rules = compiled.get(domainId);
        if (rules.version() < known.getOrDefault(domainId, 0L)) {
            // Read before the change and compiled after the look that told of it.
            compiled.asMap().remove(domainId, rules);
            rules = compiled.get(domainId);
        }
        return rules;
    }

    public void invalidate(UUID domainId) {
        compiled.invalidate(domainId);
    }

    public void invalidateAll() {
        compiled.invalidateAll();
    }

    /** Domains whose rules are held. */
    public long size() {
        compiled.cleanUp();
        return compiled.estimatedSize();
    }

    /** Forgets what is not of the version given; a domain that is not among them has version 0. */
    void keepOnly(Map<UUID, Long> versions) {
        known = Map.copyOf(versions);
        compiled.asMap().forEach((domain, rules) -> {
            if (rules.version() != versions.getOrDefault(domain, 0L)) {
                compiled.invalidate(domain);
            }
        });
    }
}
