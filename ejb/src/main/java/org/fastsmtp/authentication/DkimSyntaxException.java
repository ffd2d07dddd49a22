package org.fastsmtp.authentication;

/** A signature or a key that cannot be used; the message is a sentence for people and holds no content of the mail. */
final class DkimSyntaxException extends Exception {
    DkimSyntaxException(String message) {
        super(message);
    }
}
