package org.fastsmtp.smtp;

import java.text.Normalizer;
import java.util.Objects;
import org.fastsmtp.smtp.InvalidAddressException.Fault;

/**
 * A mailbox as it stood in a RCPT or MAIL command (RFC 5321 section 4.1.2, RFC 6531).
 *
 * @param text the address as the client typed it, without angle brackets and source route: what a payload shows
 * @param localPart the part before the last {@code @}, unquoted, NFC, in the client's case
 * @param domain the domain as A-label in lower case ({@link DomainName}), or an address literal with its brackets
 */
public record EmailAddress(String text, String localPart, String domain) {
    /** RFC 5321 section 4.5.3.1.3 says 256; senders with long tags exceed it, so this only bounds memory. */
    private static final int LONGEST = 1024;

    public EmailAddress {
        Objects.requireNonNull(text);
        Objects.requireNonNull(localPart);
        Objects.requireNonNull(domain);
    }

    /**
     * Understands what stands between the angle brackets. A source route is dropped (RFC 5321 appendix C), a quoted local part unquoted.
     * Dots may stand anywhere in a local part: some providers have given out such addresses.
     *
     * @throws InvalidAddressException with the part that is wrong
     */
    public static EmailAddress parse(String path) throws InvalidAddressException {
        String text = withoutRoute(path);
        int at = text.lastIndexOf('@');
        if (at < 0) {
            throw new InvalidAddressException(Fault.NO_DOMAIN, "an address needs a domain");
        }
        if (text.length() > LONGEST) {
            throw new InvalidAddressException(Fault.LOCAL_PART, "the address is too long");
        }
        String domain = domain(text.substring(at + 1));
        return new EmailAddress(text, localPart(text.substring(0, at)), domain);
    }

    /** Whether the domain is an address in brackets (RFC 5321 section 4.1.3). */
    public boolean isLiteral() {
        return domain.startsWith("[");
    }

    @Override
    public String toString() {
        return text;
    }

    private static String withoutRoute(String path) {
        if (!path.startsWith("@")) {
            return path;
        }
        int colon = path.indexOf(':');
        return colon < 0 ? path : path.substring(colon + 1);
    }

    private static String domain(String text) throws InvalidAddressException {
        if (text.startsWith("[") && text.endsWith("]") && text.length() > 2) {
            boolean plain = text.substring(1, text.length() - 1)
                    .chars()
                    .allMatch(c -> c > ' ' && c < 127 && c != '[' && c != ']' && c != '\\');
            if (!plain) {
                throw new InvalidAddressException(Fault.DOMAIN, "the address literal is malformed");
            }
            return text;
        }
        try {
            return DomainName.parse(text).ascii();
        } catch (InvalidDomainNameException e) {
            throw new InvalidAddressException(Fault.DOMAIN, e.getMessage());
        }
    }

    private static String localPart(String text) throws InvalidAddressException {
        if (text.isEmpty()) {
            throw new InvalidAddressException(Fault.LOCAL_PART, "the part before the @ is empty");
        }
        String local = text.charAt(0) == '"' ? unquoted(text) : atoms(text);
        if (isAscii(local)) {
            return local;
        }
        return Normalizer.normalize(local, Normalizer.Form.NFC);
    }

    /** Dot-string: atext, dots and what is not ASCII (RFC 5321 section 4.1.2, RFC 6531 section 3.3). */
    private static String atoms(String text) throws InvalidAddressException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 127 || c >= 0x80 && c < 0xa0 || c < 127 && "()<>[]:;@\\,\"".indexOf(c) >= 0) {
                throw new InvalidAddressException(Fault.LOCAL_PART, "a character before the @ needs quotes");
            }
        }
        return text;
    }

    /** Quoted-string without its quotes and backslashes. */
    private static String unquoted(String text) throws InvalidAddressException {
        StringBuilder plain = new StringBuilder(text.length());
        int i = 1;
        while (i < text.length() - 1) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() - 1) {
                i++;
                c = text.charAt(i);
            } else if (c == '"' || c == '\\') {
                break;
            }
            if (c < ' ' || c == 127) {
                break;
            }
            plain.append(c);
            i++;
        }
        boolean whole = i == text.length() - 1 && text.charAt(i) == '"';
        if (!whole || plain.length() == 0) {
            throw new InvalidAddressException(Fault.LOCAL_PART, "the quoted part before the @ is malformed");
        }
        return plain.toString();
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }
}
