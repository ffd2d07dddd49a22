package org.fastsmtp.cli.server;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fastsmtp.cli.Confirmation;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.cli.launch.DataDirectory;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Root's key. Keys of users are made with {@code user generate-key}. */
@Command(name = "key", mixinStandardHelpOptions = true)
final class KeyCommands {
    @Command(name = "root", mixinStandardHelpOptions = true, description = "Where root's key lies.")
    void root(@Option(names = "--show", description = "Print the key itself.") boolean show, @Mixin Local local) {
        Settings settings = local.settings();
        boolean set = settings.get(Setting.ROOT_API_KEY).isPresent();
        Path file = Local.rootKeyFile(settings);
        if (!set && !Files.exists(file)) {
            throw Failure.failed(
                    "there is no root key yet: the first `fastsmtp serve` makes one, or `fastsmtp key new`");
        }
        String place = set ? Setting.ROOT_API_KEY.variable() : file.toString();
        JsonObjectBuilder answer = Json.createObjectBuilder().add("place", place);
        if (show) {
            String key = settings.get(Setting.ROOT_API_KEY).orElseGet(() -> read(file));
            local.printer().done(key, answer.add("key", key).build());
        } else {
            local.printer().done(place, answer.build());
        }
    }

    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            description = "Make a new root key; the old one is void from the next start on.")
    void makeNew(@Mixin Confirmation confirmation, @Mixin Local local) {
        Settings settings = local.settings();
        if (settings.get(Setting.ROOT_API_KEY).isPresent()) {
            throw Failure.failed("root's key is set by " + Setting.ROOT_API_KEY.variable() + ": change it there");
        }
        Path file = Local.rootKeyFile(settings);
        if (Files.exists(file)) {
            confirmation.ask("Replace the root key in " + file + "?");
        }
        try {
            DataDirectory.make(Local.data(settings)).replaceRootKey();
        } catch (IOException e) {
            throw Failure.failed("the root key " + file + " cannot be written");
        }
        local.printer()
                .done(
                        "A new root key lies in " + file + "; restart the server",
                        Json.createObjectBuilder().add("place", file.toString()).build());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw Failure.failed("the root key " + file + " cannot be read by this user");
        }
    }
}
