package org.fastsmtp.cli.remote;

import java.util.List;
import org.fastsmtp.cli.Console;
import org.fastsmtp.cli.Tool;
import org.fastsmtp.cli.Tool.Group;
import org.fastsmtp.cli.Version;
import org.fastsmtp.cli.listen.ListenCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The remote command line (CONTRACT section 8.2). */
@Command(
        name = "fsmtp",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Manages a FastSMTP server over its API.")
public final class Fsmtp implements Runnable {
    static final List<Group> GROUPS = List.of(
            new Group("config", "Profiles in the configuration file.", ConfigCommands.class),
            new Group("auth", "Yourself and your API keys.", AuthCommands.class),
            new Group("user", "Users and keys for them.", UserCommands.class),
            new Group("domain", "Domains and their members.", DomainCommands.class),
            new Group("recipient", "Recipients and their webhooks.", RecipientCommands.class),
            new Group("rules", "Rulesets and their rules.", RulesCommands.class),
            new Group("ops", "Health, delivery log, test of a webhook.", OpsCommands.class),
            new Group("listen", "Receive webhooks here and print them.", ListenCommand.class));

    private final Console console;

    @Spec
    private CommandSpec spec;

    Fsmtp(Console console) {
        this.console = console;
    }

    public static void main(String[] arguments) {
        Tool.main(Fsmtp.class, GROUPS, arguments);
    }

    /** No arguments: help. */
    @Override
    public void run() {
        spec.commandLine().usage(console.out());
    }
}
