package org.fastsmtp.cli.remote;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Optional;
import org.fastsmtp.cli.Column;
import org.fastsmtp.cli.Confirmation;
import org.fastsmtp.cli.Console;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.cli.Output;
import org.fastsmtp.cli.config.Configuration;
import org.fastsmtp.cli.config.ConfigurationFile;
import org.fastsmtp.cli.config.Profile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The configuration file. Nothing here needs a server. */
@Command(name = "config", mixinStandardHelpOptions = true)
final class ConfigCommands {
    private static final Column[] COLUMNS = {
        Column.of("Profile", "name"),
        Column.of("Default", "default"),
        Column.of("URL", "url"),
        Column.of("API key", "api_key"),
        Column.of("Timeout", "timeout"),
        Column.of("Verify TLS", "verify_ssl")
    };

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Show the profiles.")
    void show(
            @Option(
                            names = {"-k", "--show-keys"},
                            description = "Show keys in clear.")
                    boolean keys,
            @Mixin Output output) {
        ConfigurationFile file = file(output);
        Configuration configuration = file.read();
        JsonArrayBuilder rows = Json.createArrayBuilder();
        configuration.profiles().forEach((name, profile) -> rows.add(row(configuration, name, profile, keys)));
        output.printer().note("Configuration file: " + file.path());
        output.printer().rows(rows.build(), "profiles", COLUMNS);
    }

    @Command(name = "set", mixinStandardHelpOptions = true, description = "Make or change a profile.")
    void set(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = {"-u", "--url"},
                            description = "Address of the server.")
                    String url,
            @Option(
                            names = {"-k", "--api-key"},
                            description = "API key; empty removes it.")
                    String key,
            @Option(
                            names = {"-t", "--timeout"},
                            description = "Seconds.")
                    Double timeout,
            @Option(names = "--verify-ssl", negatable = true, description = "Whether certificates are checked.")
                    Boolean verify,
            @Mixin Output output) {
        if (url == null && key == null && timeout == null && verify == null) {
            throw Failure.failed("nothing to set was given: --url, --api-key, --timeout or --verify-ssl");
        }
        ConfigurationFile file = file(output);
        Configuration configuration = file.read();
        Profile profile = configuration.profile(named(name)).orElse(Profile.DEFAULT);
        profile = url == null ? profile : profile.withUrl(url);
        profile = key == null ? profile : profile.withApiKey(key);
        profile = verify == null ? profile : profile.withVerifySsl(verify);
        try {
            profile = timeout == null ? profile : profile.withTimeout(timeout);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(e.getMessage());
        }
        Configuration changed = configuration.with(name, profile);
        file.write(changed);
        output.printer().done("Profile '" + name + "' saved", row(changed, name, profile, false));
    }

    @Command(name = "delete", mixinStandardHelpOptions = true, description = "Delete a profile.")
    void delete(@Parameters(paramLabel = "NAME") String name, @Mixin Confirmation confirmation, @Mixin Output output) {
        ConfigurationFile file = file(output);
        Configuration configuration = file.read();
        Profile profile = existing(configuration, name);
        confirmation.ask("Delete profile '" + name + "'?");
        file.write(configuration.without(name));
        output.printer().done("Profile '" + name + "' deleted", row(configuration, name, profile, false));
    }

    @Command(name = "use", mixinStandardHelpOptions = true, description = "Make a profile the default.")
    void use(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) {
        ConfigurationFile file = file(output);
        Configuration configuration = file.read();
        Profile profile = existing(configuration, name);
        Configuration changed = configuration.withDefault(name);
        file.write(changed);
        output.printer().done("Profile '" + name + "' is the default now", row(changed, name, profile, false));
    }

    @Command(name = "init", mixinStandardHelpOptions = true, description = "Make the configuration file.")
    void init(
            @Option(
                            names = {"-u", "--url"},
                            description = "Address of the server; asked for when absent.")
                    String url,
            @Option(
                            names = {"-k", "--api-key"},
                            description = "API key.")
                    String key,
            @Option(
                            names = {"-p", "--profile"},
                            defaultValue = "default",
                            description = "Name of the profile (${DEFAULT-VALUE}).")
                    String name,
            @Mixin Confirmation confirmation,
            @Mixin Output output) {
        ConfigurationFile file = file(output);
        Console console = output.console();
        if (file.exists()) {
            confirmation.ask("Overwrite " + file.path() + "?");
        }
        Profile profile = Profile.DEFAULT.withUrl(url != null ? url : console.ask("Server URL", Profile.DEFAULT.url()));
        profile = key == null ? profile : profile.withApiKey(key);
        Configuration configuration =
                Configuration.EMPTY.with(named(name), profile).withDefault(name);
        file.write(configuration);
        output.printer().done("Wrote " + file.path(), row(configuration, name, profile, false));
    }

    private static ConfigurationFile file(Output output) {
        return ConfigurationFile.of(
                output.console().environment(), output.console().home());
    }

    private static String named(String name) {
        if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
            throw Failure.usage("a profile needs a name of visible characters");
        }
        return name;
    }

    private static Profile existing(Configuration configuration, String name) {
        Optional<Profile> profile = configuration.profile(name);
        if (profile.isEmpty()) {
            throw Failure.failed("no profile '" + name + "'; `fsmtp config show` lists them");
        }
        return profile.get();
    }

    private static JsonObject row(Configuration configuration, String name, Profile profile, boolean keys) {
        JsonObjectBuilder row = Json.createObjectBuilder()
                .add("name", name)
                .add("default", configuration.defaultProfile().equals(name))
                .add("url", profile.url());
        if (profile.apiKey().isPresent()) {
            row.add("api_key", keys ? profile.apiKey().get() : "********");
        } else {
            row.addNull("api_key");
        }
        return row.add("timeout", profile.timeout())
                .add("verify_ssl", profile.verifySsl())
                .build();
    }
}
