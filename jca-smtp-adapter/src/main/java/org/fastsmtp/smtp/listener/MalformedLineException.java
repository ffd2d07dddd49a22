package org.fastsmtp.smtp.listener;

/** A command line that cannot be read. The message is the reply's text. */
final class MalformedLineException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean fatal;

    /** @param fatal whether where the next command starts is in doubt, so that the session must end */
    MalformedLineException(String text, boolean fatal) {
        super(text);
        this.fatal = fatal;
    }

    boolean isFatal() {
        return fatal;
    }
}
