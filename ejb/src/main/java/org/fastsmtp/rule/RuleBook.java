package org.fastsmtp.rule;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The compiled rules of the domains that get mail, on this node: compiled once for each change, heavy ones
 * beside the mails; least used ones forgotten (finding 15).
 */
public final class RuleBook {
    /** More than one domain at its limit, or thousands as they are. */
    public static final long DEFAULT_WEIGHT = RuleLimits.MAX_WEIGHT_OF_DOMAIN * 3L / 2;

    private static final int EMPTY_DOMAIN = 300;

    /** Rules of this weight are compiled in some 2 ms, which a mail may pay. */
    static final int LIGHT = 2 * 1024 * 1024;

    private final Function<UUID, DomainRules> rows;
    private final LoadingCache<UUID, CompiledRules> compiled;
    /** Domains with heavy rules that were changed on this node and not compiled since. */
    private final Set<UUID> changedHere = ConcurrentHashMap.newKeySet();
    /** What {@link #keepOnly} was told last. */
    private volatile Map<UUID, Long> known = Map.of();

    /**
     * @param rows reads the rules of a domain; its failures come out of {@link #rulesOf} unchanged
     * @param maxWeight bytes that compiled rules may hold, estimated
     */
    public RuleBook(Function<UUID, DomainRules> rows, long maxWeight) {
        this.rows = rows;
        compiled = Caffeine.newBuilder()
                .maximumWeight(maxWeight)
                .weigher((UUID domain, CompiledRules rules) -> EMPTY_DOMAIN + rules.weight())
                .executor(Runnable::run)
                .build(this::compile);
    }

    /**
     * The rules in force for a mail, not older than the last {@link #keepOnly}; where they are heavy and this node has {@linkplain #changed
     * changed} them, the next {@link #keepOnly} brings the new ones.
     */
    public CompiledRules rulesOf(UUID domainId) {
        CompiledRules rules = compiled.get(domainId);
        if (rules.version() < known.getOrDefault(domainId, 0L)) {
            // Read before the change and compiled after the look that told of it.
            compiled.asMap().remove(domainId, rules);
            rules = compiled.get(domainId);
        }
        return rules;
    }

    /** The rules as this node changed them last, for whoever has the time to wait for their compilation. */
    public CompiledRules latest(UUID domainId) {
        if (changedHere.contains(domainId)) {
            renew(domainId);
        }
        return rulesOf(domainId);
    }

    /** The next mail sees the change; where the rules are heavy, the mails after the next {@link #keepOnly}. */
    public void changed(UUID domainId) {
        CompiledRules held = compiled.getIfPresent(domainId);
        if (held != null && isHeavy(held)) {
            changedHere.add(domainId);
        } else {
            compiled.invalidate(domainId);
        }
    }

    /** Domains whose rules are held. */
    public long size() {
        compiled.cleanUp();
        return compiled.estimatedSize();
    }

    /**
     * Forgets what is not of the version given; a domain that is not among them has version 0. Heavy rules are compiled anew here, before
     * their old ones are forgotten: no mail pays for it.
     */
    void keepOnly(Map<UUID, Long> versions) {
        List<UUID> heavy = new ArrayList<>();
        compiled.asMap().forEach((domain, rules) -> {
            long wanted = versions.getOrDefault(domain, 0L);
            if (rules.version() != wanted) {
                if (wanted != 0 && isHeavy(rules)) {
                    heavy.add(domain);
                } else {
                    compiled.invalidate(domain);
                }
            }
        });
        heavy.forEach(this::renew);
        known = Map.copyOf(versions);
        changedHere.retainAll(compiled.asMap().keySet());
    }

    private static boolean isHeavy(CompiledRules rules) {
        return rules.weight() > LIGHT;
    }

    private void renew(UUID domainId) {
        changedHere.remove(domainId); // a change that comes now is another one
        CompiledRules old = compiled.getIfPresent(domainId);
        if (old == null) {
            return;
        }
        try {
            compiled.asMap().replace(domainId, old, compile(domainId));
        } catch (RuntimeException e) {
            compiled.invalidate(domainId); // the mail that needs them meets the fault, and is deferred or held
        }
    }

    private CompiledRules compile(UUID domainId) {
        return CompiledRules.of(rows.apply(domainId));
    }
}
