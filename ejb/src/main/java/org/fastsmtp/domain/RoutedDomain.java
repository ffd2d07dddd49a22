package org.fastsmtp.domain;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A domain that takes mail, with its enabled recipients.
 *
 * @param name A-label in lower case
 * @param verifyDkim absent: the global setting, as for the next four
 * @param routes by normalised local part ({@link LocalPart})
 * @param catchAll the recipient without local part
 */
public record RoutedDomain(
        UUID id,
        String name,
        Optional<Boolean> verifyDkim,
        Optional<Boolean> verifySpf,
        Optional<Boolean> rejectDkimFail,
        Optional<Boolean> rejectSpfFail,
        Optional<Boolean> preserveRawMessage,
        Map<String, Route> routes,
        Optional<Route> catchAll) {
    public RoutedDomain {
        Objects.requireNonNull(id);
        Objects.requireNonNull(name);
        routes = Map.copyOf(routes);
    }

    /** Exact local part, then the part before the first plus sign, then the catch-all (CONTRACT section 2.4). */
    public Optional<Match> match(String localPart) {
        String wanted = LocalPart.normalise(localPart);
        Route exact = routes.get(wanted);
        if (exact != null) {
            return Optional.of(new Match(exact, How.EXACT));
        }
        int plus = wanted.indexOf('+');
        Route base = plus > 0 ? routes.get(wanted.substring(0, plus)) : null;
        if (base != null) {
            return Optional.of(new Match(base, How.PLUS));
        }
        return catchAll.map(route -> new Match(route, How.CATCH_ALL));
    }

    /** By id: one over all recipients would make a mail cost as much as its domain is large. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Why an address came to a recipient. */
    public enum How {
        EXACT,
        PLUS,
        CATCH_ALL
    }

    public record Match(Route route, How how) {}
}
