package org.fastsmtp.cli.server;

import org.fastsmtp.cli.Tool;
import org.fastsmtp.cli.launch.PrepareCommand;
import picocli.CommandLine.Command;

/** The server command line (CONTRACT section 8.1); {@code serve} is the launcher script's. */
@Command(
        name = "fastsmtp",
        mixinStandardHelpOptions = true,
        description = "Receives mail over SMTP and delivers it as HTTP webhooks.",
        subcommands = PrepareCommand.class)
public final class FastSmtp {
    private FastSmtp() {}

    public static void main(String[] arguments) {
        Tool.main(FastSmtp.class, arguments);
    }
}
