package org.fastsmtp.cli.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.fastsmtp.cli.Console;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.cli.Output;
import org.fastsmtp.cli.database.DatabaseAddress;
import org.fastsmtp.cli.http.ApiAddress;
import org.fastsmtp.cli.http.ApiClient;
import org.fastsmtp.cli.http.UnreachableException;
import org.fastsmtp.cli.launch.DataDirectory;
import org.fastsmtp.settings.InvalidSettingException;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/** What every command beside the server has: its settings, its data directory, and the way to the application that is open now. */
final class Local extends Output {
    Local(Console console) {
        super(console);
    }

    /** @throws Failure with exit 2 and one line for each fault */
    Settings settings() {
        try {
            return Settings.load(console().environment(), System.getProperties(), Path.of(".env"));
        } catch (InvalidSettingException e) {
            throw Failure.usage(String.join(System.lineSeparator(), e.faults()));
        }
    }

    static Path data(Settings settings) {
        return settings.get(Setting.DATA_DIR).toAbsolutePath().normalize();
    }

    static Path rootKeyFile(Settings settings) {
        return data(settings).resolve("root.key");
    }

    DatabaseAddress database(Settings settings) {
        try {
            return DatabaseAddress.of(settings, data(settings));
        } catch (InvalidSettingException e) {
            throw Failure.usage(String.join(System.lineSeparator(), e.faults()));
        }
    }

    /** The server if it answers, else the database. */
    Administration administration() {
        Settings settings = settings();
        if (isRunning(settings)) {
            return new OverApi(api(settings, Duration.ofSeconds(60)));
        }
        DatabaseAddress address = database(settings);
        makeDirectory(address);
        return new OverDatabase(Databases.current(address), Clock.systemUTC());
    }

    boolean isRunning(Settings settings) {
        try {
            return api(settings, Duration.ofSeconds(5)).object("/health").containsKey("instance_id");
        } catch (UnreachableException e) {
            return false;
        }
    }

    private ApiClient api(Settings settings, Duration timeout) {
        return new ApiClient(ApiAddress.of(settings).url(), rootKey(settings), timeout, true);
    }

    private static Optional<String> rootKey(Settings settings) {
        Optional<String> set = settings.get(Setting.ROOT_API_KEY);
        Path file = rootKeyFile(settings);
        if (set.isPresent() || !Files.exists(file)) {
            return set;
        }
        try {
            return Optional.of(Files.readString(file).strip()).filter(key -> !key.isEmpty());
        } catch (IOException e) {
            throw Failure.failed("the root key " + file + " cannot be read by this user");
        }
    }

    /** H2 would make it readable by all. */
    static void makeDirectory(DatabaseAddress address) {
        if (address.kind() == DatabaseAddress.Kind.H2) {
            try {
                DataDirectory.make(address.file().getParent().getParent());
                DataDirectory.make(address.file().getParent());
            } catch (IOException e) {
                throw Failure.failed(
                        "the data directory cannot be made at " + address.file().getParent());
            }
        }
    }
}
