package org.fastsmtp.authentication;

/** A record that is not of RFC 7208's grammar; ends as {@code permerror}. */
final class SpfSyntaxException extends Exception {
    SpfSyntaxException(String message) {
        super(message);
    }
}
