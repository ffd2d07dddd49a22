package org.fastsmtp.cli.remote;

import java.time.Duration;
import java.util.Optional;
import org.fastsmtp.cli.Console;
import org.fastsmtp.cli.Output;
import org.fastsmtp.cli.config.Access;
import org.fastsmtp.cli.config.ConfigurationFile;
import org.fastsmtp.cli.config.Profile;
import org.fastsmtp.cli.http.ApiClient;
import picocli.CommandLine.Option;

/** What every networked command has: the profile to use, the form of its output, and from these the server and the printer. */
final class Session extends Output {
    @Option(
            names = {"-p", "--profile"},
            paramLabel = "NAME",
            description = "Profile of the configuration file.")
    private String profile;

    Session(Console console) {
        super(console);
    }

    ApiClient api() {
        Profile access = Access.inForce(
                ConfigurationFile.of(console().environment(), console().home()).read(),
                Optional.ofNullable(profile),
                console().environment(),
                console().err()::println);
        return new ApiClient(
                access.url(),
                access.apiKey(),
                Duration.ofMillis(Math.max(1, (long) (access.timeout() * 1000))),
                access.verifySsl());
    }
}
