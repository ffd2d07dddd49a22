package org.fastsmtp.cli.remote;

import org.fastsmtp.cli.Console;
import org.fastsmtp.cli.Tool;
import org.fastsmtp.cli.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The remote command line (CONTRACT section 8.2). */
@Command(
        name = "fsmtp",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Manages a FastSMTP server over its API.",
        subcommands = {
            ConfigCommands.class,
            AuthCommands.class,
            UserCommands.class,
            DomainCommands.class,
            RecipientCommands.class,
            RulesCommands.class,
            OpsCommands.class,
            HelpCommand.class
        })
public final class Fsmtp implements Runnable {
    private final Console console;

    @Spec
    private CommandSpec spec;

    Fsmtp(Console console) {
        this.console = console;
    }

    public static void main(String[] arguments) {
        Tool.main(Fsmtp.class, arguments);
    }

    /** No arguments: help. */
    @Override
    public void run() {
        spec.commandLine().usage(console.out());
    }
}
