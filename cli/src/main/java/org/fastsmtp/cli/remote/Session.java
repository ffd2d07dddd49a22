package org.fastsmtp.cli.remote;

import java.time.Duration;
import java.util.Optional;
import org.fastsmtp.cli.Console;
import org.fastsmtp.cli.Format;
import org.fastsmtp.cli.Printer;
import org.fastsmtp.cli.config.Access;
import org.fastsmtp.cli.config.ConfigurationFile;
import org.fastsmtp.cli.config.Profile;
import org.fastsmtp.cli.http.ApiClient;
import picocli.CommandLine.Option;

/** What every networked command has: the profile to use, the form of its output, and from these the server and the printer. */
final class Session {
    @Option(
            names = {"-p", "--profile"},
            paramLabel = "NAME",
            description = "Profile of the configuration file.")
    private String profile;

    @Option(names = "--output", paramLabel = "table|json", description = "Form of the data on standard output (table).")
    private Format output = Format.TABLE;

    private final Console console;

    Session(Console console) {
        this.console = console;
    }

    Console console() {
        return console;
    }

    Printer printer() {
        return new Printer(output, console.out(), console.err());
    }

    ApiClient api() {
        Profile access = Access.inForce(
                ConfigurationFile.of(console.environment(), console.home()).read(),
                Optional.ofNullable(profile),
                console.environment(),
                console.err()::println);
        return new ApiClient(
                access.url(),
                access.apiKey(),
                Duration.ofMillis(Math.max(1, (long) (access.timeout() * 1000))),
                access.verifySsl());
    }
}
