package org.fastsmtp.smtp;

/** A text is not a domain name. The message is a reason for people, without the text itself: it may be shown to a client. */
public final class InvalidDomainNameException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidDomainNameException(String reason) {
        super(reason);
    }
}
