package org.fastsmtp.cli.server;

import jakarta.json.Json;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fastsmtp.cli.Column;
import org.fastsmtp.cli.Confirmation;
import org.fastsmtp.cli.Expiry;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.cli.Grace;
import org.fastsmtp.cli.KeyOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Users, by name. */
@Command(name = "user", mixinStandardHelpOptions = true)
final class UserCommands {
    private static final Column[] COLUMNS = {
        Column.of("ID", "id"),
        Column.of("Username", "username"),
        Column.of("Email", "email"),
        Column.of("Active", "is_active"),
        Column.of("Superuser", "is_superuser")
    };

    /** As the original lists them (CONTRACT section 8.1); JSON has the whole. */
    private static final Column[] LIST = {
        COLUMNS[0].as(Column.Form.SHORT),
        COLUMNS[1],
        COLUMNS[2],
        COLUMNS[3].as(Column.Form.MARK),
        COLUMNS[4].as(Column.Form.MARK)
    };

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Create a user.")
    void create(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = {"-e", "--email"},
                            description = "Address.")
                    String email,
            @Option(names = "--superuser", description = "May do everything.") boolean superuser,
            @Mixin Local local) {
        try (Administration administration = local.administration()) {
            local.printer().object(administration.createUser(name, Optional.ofNullable(email), superuser), COLUMNS);
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List users.")
    void list(@Mixin Local local) {
        try (Administration administration = local.administration()) {
            local.printer().rows(administration.users(), "users", LIST);
        }
    }

    @Command(name = "delete", mixinStandardHelpOptions = true, description = "Delete a user with keys and memberships.")
    void delete(@Parameters(paramLabel = "NAME") String name, @Mixin Confirmation confirmation, @Mixin Local local) {
        confirmation.ask("Delete user " + name + " with keys and memberships?");
        try (Administration administration = local.administration()) {
            administration.deleteUser(name);
        }
        done(local, "User '" + name + "' deleted", name);
    }

    @Command(
            name = "set-superuser",
            mixinStandardHelpOptions = true,
            description = "Give or take the right to do everything.")
    void setSuperuser(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--enable", description = "Give it.") boolean enable,
            @Option(names = "--disable", description = "Take it.") boolean disable,
            @Mixin Local local) {
        if (enable == disable) {
            throw Failure.failed("say either --enable or --disable");
        }
        try (Administration administration = local.administration()) {
            administration.setSuperuser(name, enable);
        }
        done(local, "User '" + name + "' is " + (enable ? "a superuser now" : "no superuser any more"), name);
    }

    @Command(
            name = "generate-key",
            mixinStandardHelpOptions = true,
            description = "Make a key for a user and print it, once.")
    void generateKey(
            @Parameters(paramLabel = "NAME") String user,
            @Option(
                            names = {"-n", "--name"},
                            defaultValue = "default",
                            description = "Name of the key (${DEFAULT-VALUE}).")
                    String name,
            @Option(
                            names = {"-s", "--scopes"},
                            paramLabel = "A,B",
                            description = "What it may be used for, e.g. recipients:read,rules:read.")
                    String scopes,
            @Mixin Expiry expiry,
            @Mixin Local local) {
        String expiresAt = expiry.at();
        List<String> words = scopes == null
                ? List.of()
                : Arrays.stream(scopes.split(",", -1))
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .toList();
        try (Administration administration = local.administration()) {
            KeyOutput.print(
                    local.printer(), administration.generateKey(user, name, words, Optional.ofNullable(expiresAt)));
        }
    }

    @Command(name = "keys", mixinStandardHelpOptions = true, description = "List the keys of a user.")
    void keys(@Parameters(paramLabel = "NAME") String user, @Mixin Local local) {
        try (Administration administration = local.administration()) {
            local.printer().rows(administration.keys(user), "API keys", KeyOutput.COLUMNS);
        }
    }

    @Command(name = "revoke-key", mixinStandardHelpOptions = true, description = "Make a key of a user void.")
    void revokeKey(
            @Parameters(paramLabel = "NAME") String user,
            @Parameters(paramLabel = "KEY", description = "Its id or its prefix.") String key,
            @Mixin Confirmation confirmation,
            @Mixin Local local) {
        confirmation.ask("Revoke key " + key + " of " + user + "?");
        try (Administration administration = local.administration()) {
            administration.revokeKey(user, key);
        }
        done(local, "Key " + key + " of '" + user + "' revoked", user);
    }

    @Command(
            name = "rotate-key",
            mixinStandardHelpOptions = true,
            description = "Replace a key of a user by a new one and print that, once.")
    void rotateKey(
            @Parameters(paramLabel = "NAME") String user,
            @Parameters(paramLabel = "KEY", description = "Its id or its prefix.") String key,
            @Mixin Grace grace,
            @Mixin Local local) {
        Optional<Duration> time = grace.time();
        try (Administration administration = local.administration()) {
            KeyOutput.print(local.printer(), administration.rotateKey(user, key, time));
        }
    }

    private static void done(Local local, String sentence, String name) {
        local.printer()
                .done(
                        sentence,
                        Json.createObjectBuilder()
                                .add("message", sentence)
                                .add("username", name)
                                .build());
    }
}
