package org.fastsmtp.cli;

import picocli.CommandLine.Option;

/** For commands that take something away: they ask before, unless told not to. */
public final class Confirmation {
    @Option(
            names = {"-f", "--force"},
            description = "Do not ask.")
    private boolean force;

    private final Console console;

    Confirmation(Console console) {
        this.console = console;
    }

    /** @throws Failure when somebody says no, or nobody is there to say yes */
    public void ask(String question) {
        if (!force) {
            console.confirm(question);
        }
    }
}
