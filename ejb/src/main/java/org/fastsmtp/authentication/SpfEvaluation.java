package org.fastsmtp.authentication;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.fastsmtp.authentication.Dns.Answer;
import org.fastsmtp.authentication.SpfRecord.A;
import org.fastsmtp.authentication.SpfRecord.All;
import org.fastsmtp.authentication.SpfRecord.Directive;
import org.fastsmtp.authentication.SpfRecord.Exists;
import org.fastsmtp.authentication.SpfRecord.Include;
import org.fastsmtp.authentication.SpfRecord.Ip;
import org.fastsmtp.authentication.SpfRecord.Mechanism;
import org.fastsmtp.authentication.SpfRecord.Mx;
import org.fastsmtp.authentication.SpfRecord.Ptr;

/**
 * check_host() of RFC 7208 for one client and one identity, with the limits of section 4.6.4: ten terms that ask DNS, two of them without
 * an answer, ten MX and ten PTR records each. Used once.
 */
final class SpfEvaluation {
    private static final int TERMS = 10;
    private static final int VOID_LOOK_UPS = 2;
    private static final int NAMES = 10;

    private final Dns dns;
    private final Deadline deadline;
    private final InetAddress client;
    private final String helo;
    private final String localPart;
    private final String senderDomain;
    private final Instant now;
    private int terms;
    private int voids;
    private Optional<List<String>> validated = Optional.empty();

    /** How it ended; {@code text} is the owner's explanation of a fail, or what is wrong. */
    record Outcome(Result result, Optional<String> text) {
        static Outcome of(Result result) {
            return new Outcome(result, Optional.empty());
        }
    }

    /** Ends the evaluation, from whatever depth. */
    private static final class Stop extends Exception {
        private final transient Outcome outcome;

        Stop(Result result, String text) {
            super(text);
            this.outcome = new Outcome(result, Optional.of(text));
        }
    }

    /**
     * @param localPart of the sender; empty means postmaster
     * @param senderDomain of the sender
     */
    SpfEvaluation(
            Dns dns,
            Deadline deadline,
            InetAddress client,
            String helo,
            String localPart,
            String senderDomain,
            Instant now) {
        this.dns = dns;
        this.deadline = deadline;
        this.client = client;
        this.helo = helo;
        this.localPart = localPart.isEmpty() ? "postmaster" : localPart;
        this.senderDomain = senderDomain;
        this.now = now;
    }

    /** For the sender's own domain. */
    Outcome run() {
        if (Names.domain(senderDomain).isEmpty()) {
            return new Outcome(Result.NONE, Optional.of("There is no domain to ask."));
        }
        try {
            return checkHost(Names.ascii(senderDomain), true);
        } catch (Stop stop) {
            return stop.outcome;
        }
    }

    private Outcome checkHost(String domain, boolean explain) throws Stop {
        Answer<String> answer = deadline.await(dns.txt(domain));
        if (answer instanceof Dns.TemporaryFailure<String> failure) {
            throw new Stop(Result.TEMPERROR, "No answer about " + domain + ": " + failure.reason() + ".");
        }
        List<String> records =
                answer.records().stream().filter(SpfRecord::isSpf).toList();
        if (records.isEmpty()) {
            return new Outcome(Result.NONE, Optional.of(domain + " publishes no SPF record."));
        }
        if (records.size() > 1) {
            throw new Stop(Result.PERMERROR, domain + " publishes several SPF records.");
        }
        SpfRecord record;
        try {
            record = SpfRecord.parse(records.get(0));
        } catch (SpfSyntaxException e) {
            throw new Stop(Result.PERMERROR, "The SPF record of " + domain + " is wrong: " + e.getMessage() + ".");
        }
        for (Directive directive : record.directives()) {
            if (matches(directive.mechanism(), domain)) {
                boolean fails = directive.result() == Result.FAIL && explain;
                return new Outcome(directive.result(), fails ? explanation(record, domain) : Optional.empty());
            }
        }
        return record.redirect().isPresent()
                ? redirected(record.redirect().get(), domain, explain)
                : Outcome.of(Result.NEUTRAL);
    }

    private Outcome redirected(SpfMacro target, String domain, boolean explain) throws Stop {
        countTerm();
        String name = target.expandName(values(domain));
        Outcome outcome = Names.canBeAsked(name) ? checkHost(name, explain) : Outcome.of(Result.NONE);
        if (outcome.result() == Result.NONE) {
            throw new Stop(Result.PERMERROR, domain + " redirects to " + shown(name) + ", which has no SPF record.");
        }
        return outcome;
    }

    private boolean matches(Mechanism mechanism, String domain) throws Stop {
        if (mechanism instanceof All) {
            return true;
        } else if (mechanism instanceof Ip ip) {
            return inNetwork(client.getAddress(), ip.network(), ip.bits());
        }
        countTerm();
        if (mechanism instanceof Include include) {
            return includes(include.domain().expandName(values(domain)), domain);
        } else if (mechanism instanceof A a) {
            return matchesAddress(addresses(target(a.domain(), domain), true), a.bits4(), a.bits6());
        } else if (mechanism instanceof Mx mx) {
            return matchesMx(mx, domain);
        } else if (mechanism instanceof Ptr ptr) {
            String target = target(ptr.domain(), domain);
            return validatedNames(true).stream().anyMatch(name -> Names.isSameOrBelow(name, Names.ascii(target)));
        } else if (mechanism instanceof Exists exists) {
            // Type A whatever the client's address is (section 5.7).
            return !asked(dns.a(exists.domain().expandName(values(domain))), true)
                    .isEmpty();
        }
        throw new IllegalStateException("unknown mechanism");
    }

    private boolean includes(String name, String domain) throws Stop {
        Outcome outcome = Names.canBeAsked(name) ? checkHost(name, false) : Outcome.of(Result.NONE);
        return switch (outcome.result()) {
            case PASS -> true;
            case FAIL, SOFTFAIL, NEUTRAL -> false;
            default ->
                throw new Stop(Result.PERMERROR, domain + " includes " + shown(name) + ", which has no SPF record.");
        };
    }

    private boolean matchesMx(Mx mx, String domain) throws Stop {
        List<String> hosts = asked(dns.mx(target(mx.domain(), domain)), true);
        if (hosts.size() > NAMES) {
            throw new Stop(Result.PERMERROR, "More than " + NAMES + " MX records are to be looked up.");
        }
        for (String host : hosts) {
            if (!host.isEmpty() && matchesAddress(addresses(host, false), mx.bits4(), mx.bits6())) {
                return true;
            }
        }
        return false;
    }

    private boolean matchesAddress(List<InetAddress> addresses, int bits4, int bits6) {
        int bits = client instanceof Inet4Address ? bits4 : bits6;
        return addresses.stream().anyMatch(each -> inNetwork(client.getAddress(), each.getAddress(), bits));
    }

    private List<InetAddress> addresses(String name, boolean counted) throws Stop {
        return asked(look(name), counted);
    }

    private CompletableFuture<Answer<InetAddress>> look(String name) {
        return client instanceof Inet4Address ? dns.a(name) : dns.aaaa(name);
    }

    /** Waits for a look-up; one that finds nothing counts against the limit when it is a term's own (section 4.6.4). */
    private <T> List<T> asked(CompletableFuture<Answer<T>> look, boolean counted) throws Stop {
        Answer<T> answer = deadline.await(look);
        if (answer instanceof Dns.TemporaryFailure<T> failure) {
            throw new Stop(Result.TEMPERROR, "A look-up got no answer: " + failure.reason() + ".");
        }
        if (counted && answer.records().isEmpty() && ++voids > VOID_LOOK_UPS) {
            throw new Stop(Result.PERMERROR, "More than " + VOID_LOOK_UPS + " look-ups of the record find nothing.");
        }
        return answer.records();
    }

    private void countTerm() throws Stop {
        if (++terms > TERMS) {
            throw new Stop(Result.PERMERROR, "The record needs more than " + TERMS + " look-ups.");
        }
    }

    /** The client's names whose address is the client's; a name that cannot be looked up is passed over (section 5.5). */
    private List<String> validatedNames(boolean counted) throws Stop {
        if (validated.isEmpty()) {
            List<String> names = new ArrayList<>();
            Answer<String> answer = deadline.await(dns.ptr(client));
            boolean failed = answer instanceof Dns.TemporaryFailure;
            if (counted && !failed && answer.records().isEmpty() && ++voids > VOID_LOOK_UPS) {
                throw new Stop(
                        Result.PERMERROR, "More than " + VOID_LOOK_UPS + " look-ups of the record find nothing.");
            }
            for (String name : answer.records().stream().limit(NAMES).toList()) {
                if (deadline.await(look(name)).records().contains(client)) {
                    names.add(Names.ascii(name));
                }
            }
            validated = Optional.of(names);
        }
        return validated.get();
    }

    private Optional<String> explanation(SpfRecord record, String domain) {
        if (record.explanation().isEmpty()) {
            return Optional.empty();
        }
        String name = record.explanation().get().expandName(values(domain));
        List<String> texts = deadline.await(dns.txt(name)).records();
        if (texts.size() != 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(SpfMacro.explanation(texts.get(0)).expand(values(domain)));
        } catch (SpfSyntaxException e) {
            return Optional.empty(); // as if there were none (section 6.2)
        }
    }

    private String target(Optional<SpfMacro> spec, String domain) {
        return spec.map(macro -> macro.expandName(values(domain))).orElse(domain);
    }

    private SpfMacro.Values values(String domain) {
        return letter -> switch (letter) {
            case 's' -> localPart + "@" + senderDomain;
            case 'l' -> localPart;
            case 'o' -> senderDomain;
            case 'd' -> domain;
            case 'i' -> SpfMacro.dotted(client.getAddress());
            case 'c' -> AddressText.of(client);
            case 'p' -> clientName(domain);
            case 'v' -> client instanceof Inet4Address ? "in-addr" : "ip6";
            case 'h' -> helo;
            case 'r' -> "unknown";
            case 't' -> String.valueOf(now.getEpochSecond());
            default -> throw new IllegalStateException("unknown macro letter");
        };
    }

    /** Macro {@code p}: the domain itself, else a name below it, else any validated name (section 7.3). */
    private String clientName(String domain) {
        List<String> names;
        try {
            names = validatedNames(false);
        } catch (Stop e) {
            return "unknown";
        }
        if (names.contains(domain)) {
            return domain;
        }
        return names.stream()
                .filter(name -> Names.isSameOrBelow(name, domain))
                .findFirst()
                .or(() -> names.stream().findFirst())
                .orElse("unknown");
    }

    private static boolean inNetwork(byte[] address, byte[] network, int bits) {
        if (address.length != network.length) {
            return false;
        }
        for (int i = 0; i < bits; i += 8) {
            int mask = bits - i >= 8 ? 0xFF : 0xFF << 8 - (bits - i) & 0xFF;
            if (((address[i / 8] ^ network[i / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private static String shown(String name) {
        return name.isEmpty() ? "nothing" : name;
    }
}
