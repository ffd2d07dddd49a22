package org.fastsmtp.smtp;

import java.util.Objects;

/**
 * A mailbox as it stood in a RCPT or MAIL command (RFC 5321 section 4.1.2, RFC 6531).
 *
 * @param text the address as the client typed it, without angle brackets and source route: what a payload shows
 * @param localPart the part before the last {@code @}, unquoted, in the client's case
 * @param domain the domain as A-label in lower case ({@link DomainName}), or an address literal with its brackets
 */
public record EmailAddress(String text, String localPart, String domain) {
    public EmailAddress {
        Objects.requireNonNull(text);
        Objects.requireNonNull(localPart);
        Objects.requireNonNull(domain);
    }

    @Override
    public String toString() {
        return text;
    }
}
