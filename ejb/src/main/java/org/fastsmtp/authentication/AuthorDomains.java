package org.fastsmtp.authentication;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The domains of the From field (RFC 5322 section 3.6.2), which is what people see and DMARC protects. Whatever could be read in two ways
 * is not read at all.
 *
 * @param domains A-labels, each once
 * @param fault what is wrong with the field, as a sentence
 * @param absent whether there is no From field
 */
record AuthorDomains(List<String> domains, Optional<String> fault, boolean absent) {
    private static final int MOST = 5;

    static AuthorDomains of(MailHeader header) {
        List<HeaderField> fields = header.named("from");
        if (fields.isEmpty()) {
            return new AuthorDomains(List.of(), Optional.of("The mail has no From field."), true);
        }
        if (fields.size() > 1) {
            return fault("The mail has " + fields.size() + " From fields.");
        }
        byte[] octets = fields.get(0).octets();
        String text = new String(octets, StandardCharsets.UTF_8);
        Optional<List<String>> addresses = new Reader(text.substring(text.indexOf(':') + 1)).addresses();
        if (addresses.isEmpty() || addresses.get().isEmpty()) {
            return fault("The From field cannot be read.");
        }
        Set<String> domains = new LinkedHashSet<>();
        for (String address : addresses.get()) {
            Optional<String> domain = domain(address);
            if (domain.isEmpty()) {
                return fault("The From field holds an address without a domain name.");
            }
            domains.add(domain.get());
            if (domains.size() > MOST) {
                return fault("The From field names more than " + MOST + " domains.");
            }
        }
        return new AuthorDomains(List.copyOf(domains), Optional.empty(), false);
    }

    private static AuthorDomains fault(String sentence) {
        return new AuthorDomains(List.of(), Optional.of(sentence), false);
    }

    private static Optional<String> domain(String address) {
        int at = address.lastIndexOf('@');
        String localPart = address.substring(0, Math.max(0, at)).strip();
        boolean quoted = localPart.length() > 1 && localPart.startsWith("\"") && localPart.endsWith("\"");
        boolean oneAt = quoted || localPart.indexOf('@') < 0;
        return at > 0 && oneAt && !localPart.isEmpty() ? Names.domain(address.substring(at + 1)) : Optional.empty();
    }

    /** One pass over an address list: comments and display names fall away, addresses remain. */
    private static final class Reader {
        private final String text;
        private final List<String> addresses = new ArrayList<>();
        private final StringBuilder bare = new StringBuilder();
        private Optional<String> angle = Optional.empty();
        private int position;

        Reader(String text) {
            this.text = text;
        }

        /** Empty when the list is malformed. */
        Optional<List<String>> addresses() {
            for (; position < text.length(); position++) {
                char c = text.charAt(position);
                boolean good = switch (c) {
                    case '(' -> comment();
                    case '"' -> quoted(bare);
                    case '<' -> angle();
                    case ',', ';' -> mailbox();
                    case ':' -> group();
                    case ')', '>' -> false;
                    case '\r', '\n' -> true;
                    default -> {
                        bare.append(c);
                        yield c != 0;
                    }
                };
                if (!good) {
                    return Optional.empty();
                }
            }
            return mailbox() ? Optional.of(addresses) : Optional.empty();
        }

        private boolean comment() {
            int depth = 0;
            for (; position < text.length(); position++) {
                char c = text.charAt(position);
                if (c == '\\') {
                    position++;
                } else if (c == '(') {
                    depth++;
                } else if (c == ')' && --depth == 0) {
                    return true;
                }
            }
            return false;
        }

        private boolean quoted(StringBuilder into) {
            int start = position;
            for (position++; position < text.length(); position++) {
                char c = text.charAt(position);
                if (c == '\\') {
                    position++;
                } else if (c == '"') {
                    into.append(text, start, position + 1);
                    return true;
                }
            }
            return false;
        }

        private boolean angle() {
            StringBuilder address = new StringBuilder();
            for (position++; position < text.length(); position++) {
                char c = text.charAt(position);
                if (c == '>') {
                    boolean first = angle.isEmpty();
                    angle = Optional.of(address.toString());
                    bare.setLength(0); // the display name
                    return first;
                }
                boolean good = switch (c) {
                    case '"' -> quoted(address);
                    case '(' -> comment();
                    case '<', ',', ';' -> false;
                    case '\r', '\n' -> true;
                    default -> {
                        address.append(c);
                        yield true;
                    }
                };
                if (!good) {
                    return false;
                }
            }
            return false;
        }

        /** At the end of one mailbox; an empty one is passed over. */
        private boolean mailbox() {
            String rest = bare.toString().strip();
            bare.setLength(0);
            if (angle.isPresent()) {
                addresses.add(angle.get());
                angle = Optional.empty();
                return rest.isEmpty(); // text after the address could be taken for another
            }
            if (!rest.isEmpty()) {
                addresses.add(rest);
            }
            return true;
        }

        private boolean group() {
            boolean named = angle.isEmpty() && bare.indexOf("@") < 0;
            bare.setLength(0);
            return named;
        }
    }
}
