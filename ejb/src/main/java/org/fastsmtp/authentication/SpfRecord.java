package org.fastsmtp.authentication;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One SPF record (RFC 7208 section 4.6.1 and 12): every term is parsed before any is evaluated.
 *
 * @param directives mechanisms with what they mean when they match
 */
record SpfRecord(List<Directive> directives, Optional<SpfMacro> redirect, Optional<SpfMacro> explanation) {
    private static final String VERSION = "v=spf1";

    record Directive(Result result, Mechanism mechanism) {}

    sealed interface Mechanism permits All, Include, A, Mx, Ptr, Ip, Exists {}

    record All() implements Mechanism {}

    record Include(SpfMacro domain) implements Mechanism {}

    record A(Optional<SpfMacro> domain, int bits4, int bits6) implements Mechanism {}

    record Mx(Optional<SpfMacro> domain, int bits4, int bits6) implements Mechanism {}

    record Ptr(Optional<SpfMacro> domain) implements Mechanism {}

    /** {@code ip4} and {@code ip6}. */
    record Ip(byte[] network, int bits) implements Mechanism {}

    record Exists(SpfMacro domain) implements Mechanism {}

    /** Whether a TXT record is an SPF record (section 4.5). */
    static boolean isSpf(String txt) {
        return txt.regionMatches(true, 0, VERSION, 0, VERSION.length())
                && (txt.length() == VERSION.length() || txt.charAt(VERSION.length()) == ' ');
    }

    static SpfRecord parse(String txt) throws SpfSyntaxException {
        List<Directive> directives = new ArrayList<>();
        Optional<SpfMacro> redirect = Optional.empty();
        Optional<SpfMacro> explanation = Optional.empty();
        for (String term : txt.substring(VERSION.length()).split(" ", -1)) {
            if (term.isEmpty()) {
                continue;
            }
            int end = nameEnd(term);
            if (end == term.length() || term.charAt(end) != '=') {
                directives.add(directive(term));
                continue;
            }
            String value = term.substring(end + 1);
            switch (term.substring(0, end).toLowerCase(Locale.ROOT)) {
                case "redirect" -> {
                    once(redirect, "redirect");
                    redirect = Optional.of(SpfMacro.domainSpec(value));
                }
                case "exp" -> {
                    once(explanation, "exp");
                    explanation = Optional.of(SpfMacro.domainSpec(value));
                }
                case "" -> throw new SpfSyntaxException("a modifier without name");
                default -> SpfMacro.modifierValue(value);
            }
        }
        return new SpfRecord(List.copyOf(directives), redirect, explanation);
    }

    /** Where the name of a modifier would end: at the first character that such a name cannot have. */
    private static int nameEnd(String term) {
        int i = 0;
        while (i < term.length()) {
            char c = term.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && (i == 0 || !(c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.'))) {
                return i;
            }
            i++;
        }
        return i;
    }

    private static void once(Optional<SpfMacro> modifier, String name) throws SpfSyntaxException {
        if (modifier.isPresent()) {
            throw new SpfSyntaxException(name + "= appears twice");
        }
    }

    private static Directive directive(String term) throws SpfSyntaxException {
        Result result = switch (term.charAt(0)) {
            case '-' -> Result.FAIL;
            case '~' -> Result.SOFTFAIL;
            case '?' -> Result.NEUTRAL;
            default -> Result.PASS;
        };
        String mechanism = "+-~?".indexOf(term.charAt(0)) >= 0 ? term.substring(1) : term;
        int end = 0;
        while (end < mechanism.length() && ":/".indexOf(mechanism.charAt(end)) < 0) {
            end++;
        }
        String name = mechanism.substring(0, end).toLowerCase(Locale.ROOT);
        return new Directive(result, mechanism(name, mechanism.substring(end), term));
    }

    private static Mechanism mechanism(String name, String argument, String term) throws SpfSyntaxException {
        return switch (name) {
            case "all" -> {
                if (!argument.isEmpty()) {
                    throw new SpfSyntaxException("'all' takes nothing: " + printable(term));
                }
                yield new All();
            }
            case "include" -> new Include(SpfMacro.domainSpec(required(argument, term)));
            case "exists" -> new Exists(SpfMacro.domainSpec(required(argument, term)));
            case "ptr" ->
                new Ptr(
                        argument.isEmpty()
                                ? Optional.empty()
                                : Optional.of(SpfMacro.domainSpec(required(argument, term))));
            case "a" -> {
                Target target = target(argument, term);
                yield new A(target.domain(), target.bits4(), target.bits6());
            }
            case "mx" -> {
                Target target = target(argument, term);
                yield new Mx(target.domain(), target.bits4(), target.bits6());
            }
            case "ip4" -> ip(required(argument, term), 32, term);
            case "ip6" -> ip(required(argument, term), 128, term);
            default -> throw new SpfSyntaxException("no such mechanism: " + printable(term));
        };
    }

    private static String required(String argument, String term) throws SpfSyntaxException {
        if (!argument.startsWith(":")) {
            throw new SpfSyntaxException("something is missing after the name: " + printable(term));
        }
        return argument.substring(1);
    }

    private record Target(Optional<SpfMacro> domain, int bits4, int bits6) {}

    /** {@code [ ":" domain-spec ] [ dual-cidr-length ]}; the domain may hold slashes of its own, the lengths stand at the end. */
    private static Target target(String argument, String term) throws SpfSyntaxException {
        String rest = argument;
        int bits6 = 128;
        int bits4 = 32;
        int six = rest.lastIndexOf("//");
        if (six >= 0 && isNumber(rest.substring(six + 2))) {
            bits6 = bits(rest.substring(six + 2), 128, term);
            rest = rest.substring(0, six);
        }
        int four = rest.lastIndexOf('/');
        if (four >= 0 && isNumber(rest.substring(four + 1))) {
            bits4 = bits(rest.substring(four + 1), 32, term);
            rest = rest.substring(0, four);
        }
        return new Target(
                rest.isEmpty() ? Optional.empty() : Optional.of(SpfMacro.domainSpec(required(rest, term))),
                bits4,
                bits6);
    }

    private static Ip ip(String argument, int width, String term) throws SpfSyntaxException {
        int slash = argument.indexOf('/');
        String address = slash < 0 ? argument : argument.substring(0, slash);
        int bits = slash < 0 ? width : bits(argument.substring(slash + 1), width, term);
        try {
            if (width == 32) {
                return new Ip(ip4(address, term), bits);
            }
            boolean literal = address.indexOf(':') >= 0
                    && address.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128 || c == ':' || c == '.');
            if (!literal) {
                throw new SpfSyntaxException("no IPv6 address: " + printable(term));
            }
            return new Ip(InetAddress.getByName(address).getAddress(), bits);
        } catch (UnknownHostException e) {
            throw new SpfSyntaxException("no IP address: " + printable(term));
        }
    }

    private static byte[] ip4(String text, String term) throws SpfSyntaxException {
        String[] parts = text.split("\\.", -1);
        byte[] address = new byte[4];
        if (parts.length != 4) {
            throw new SpfSyntaxException("no IPv4 address: " + printable(term));
        }
        for (int i = 0; i < 4; i++) {
            address[i] = (byte) bits(parts[i], 255, term);
        }
        return address;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A number from 0 to {@code most} without leading zero. */
    private static int bits(String text, int most, String term) throws SpfSyntaxException {
        boolean wellFormed = isNumber(text) && text.length() <= 3 && (text.length() == 1 || text.charAt(0) != '0');
        if (!wellFormed || Integer.parseInt(text) > most) {
            throw new SpfSyntaxException("a number out of range: " + printable(term));
        }
        return Integer.parseInt(text);
    }

    private static String printable(String term) {
        String shown = term.length() > 80 ? term.substring(0, 80) : term;
        return "'" + shown.replaceAll("[^ -~]", "?") + "'";
    }
}
