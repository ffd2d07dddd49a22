package org.fastsmtp.cli.server;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.fastsmtp.cli.Console;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.cli.Tool;
import org.fastsmtp.cli.Tool.Group;
import org.fastsmtp.cli.Version;
import org.fastsmtp.cli.launch.PrepareCommand;
import org.fastsmtp.cli.listen.ListenCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The server command line (CONTRACT section 8.1). */
@Command(
        name = "fastsmtp",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Receives mail over SMTP and delivers it as HTTP webhooks.")
public final class FastSmtp implements Runnable {
    static final List<Group> GROUPS = List.of(
            new Group("serve", "Build what is missing and run the server.", ServeStub.class),
            new Group("listen", "Receive webhooks here and print them.", ListenCommand.class),
            new Group("version", "Show the version.", VersionCommand.class),
            new Group("show-config", "Show every setting in force, without secrets.", ShowConfigCommand.class),
            new Group("db", "The schema: upgrade, current, history, validate.", DbCommands.class),
            new Group("user", "Users and keys for them.", UserCommands.class),
            new Group("domain", "Domains and their members.", DomainCommands.class),
            new Group("cleanup", "Remove old deliveries that are done.", CleanupCommand.class),
            new Group("key", "Root's key.", KeyCommands.class),
            new Group("prepare", "", PrepareCommand.class));

    /** Held here, because a logger that nobody holds forgets its level. */
    private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

    private final Console console;

    @Spec
    private CommandSpec spec;

    FastSmtp(Console console) {
        this.console = console;
    }

    public static void main(String[] arguments) {
        FLYWAY.setLevel(Level.WARNING);
        Tool.main(FastSmtp.class, GROUPS, arguments);
    }

    /** No arguments: help. */
    @Override
    public void run() {
        spec.commandLine().usage(console.out());
    }

    /** Stands in the help; the launcher script itself serves. */
    @Command(name = "serve", mixinStandardHelpOptions = true)
    static final class ServeStub implements Callable<Integer> {
        @Override
        public Integer call() {
            throw Failure.usage("start the server with the script: ./fastsmtp serve");
        }
    }
}
