package org.fastsmtp.cli;

/**
 * A command ends without having done its work. One convention for all commands (finding 20): 0 done, 1 failed, 2 usage, 130 interrupted or
 * declined. The text goes to standard error as it is; it never carries a secret.
 */
public class Failure extends RuntimeException {
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int DECLINED = 130;

    private final int exit;

    protected Failure(int exit, String text) {
        super(text);
        this.exit = exit;
    }

    public static Failure failed(String text) {
        return new Failure(FAILED, text);
    }

    /** The command was given something that cannot be: an option, an argument or a setting. */
    public static Failure usage(String text) {
        return new Failure(USAGE, text);
    }

    public static Failure declined() {
        return new Failure(DECLINED, "Aborted");
    }

    public int exit() {
        return exit;
    }
}
