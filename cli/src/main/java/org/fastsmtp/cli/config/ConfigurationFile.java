package org.fastsmtp.cli.config;

import com.electronwill.nightconfig.core.CommentedConfig;
import com.electronwill.nightconfig.core.Config;
import com.electronwill.nightconfig.core.io.ParsingException;
import com.electronwill.nightconfig.toml.TomlFormat;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fastsmtp.cli.Failure;

/**
 * {@code $FSMTP_CONFIG} or {@code ~/.fastsmtp/config.toml}, in the original's format. It holds keys: mode 0600, and replaced as a whole. A file
 * that cannot be understood is an error, because writing defaults over it would destroy it.
 */
public final class ConfigurationFile {
    private final Path path;

    private ConfigurationFile(Path path) {
        this.path = path;
    }

    public static ConfigurationFile of(Map<String, String> environment, Path home) {
        String given = environment.getOrDefault("FSMTP_CONFIG", "");
        if (given.startsWith("~/")) {
            return new ConfigurationFile(home.resolve(given.substring(2)));
        }
        return new ConfigurationFile(
                given.isEmpty() ? home.resolve(".fastsmtp").resolve("config.toml") : Path.of(given));
    }

    public Path path() {
        return path;
    }

    public boolean exists() {
        return Files.exists(path);
    }

    /** @throws Failure when it is there and cannot be read or understood */
    public Configuration read() {
        if (!exists()) {
            return Configuration.EMPTY;
        }
        String text;
        try {
            text = Files.readString(path, StandardCharsets.UTF_8);
        } catch (MalformedInputException e) {
            throw unreadable("it is not UTF-8");
        } catch (IOException e) {
            throw unreadable("it cannot be opened");
        }
        try {
            CommentedConfig toml = TomlFormat.instance().createParser().parse(text);
            Map<String, Profile> profiles = new LinkedHashMap<>();
            Config tables = table(toml, "profiles");
            for (Config.Entry entry : tables.entrySet()) {
                profiles.put(entry.getKey(), profile(entry.getKey(), table(tables, entry.getKey())));
            }
            String name = value(toml, "default_profile", String.class).orElse("default");
            return new Configuration(name, profiles);
        } catch (ParsingException e) {
            throw unreadable("it is no TOML: " + e.getMessage());
        }
    }

    public void write(Configuration configuration) {
        Config toml = TomlFormat.newConfig(LinkedHashMap::new);
        toml.set(List.of("default_profile"), configuration.defaultProfile());
        configuration.profiles().forEach((name, profile) -> {
            toml.set(List.of("profiles", name, "url"), profile.url());
            profile.apiKey().ifPresent(key -> toml.set(List.of("profiles", name, "api_key"), key));
            toml.set(List.of("profiles", name, "timeout"), profile.timeout());
            toml.set(List.of("profiles", name, "verify_ssl"), profile.verifySsl());
        });
        try {
            // Behind a link lies the file to replace, not the link.
            Path file = exists() ? path.toRealPath() : path.toAbsolutePath();
            Files.createDirectories(file.getParent(), mode("rwx------"));
            Path fresh = Files.createTempFile(file.getParent(), ".config", ".toml", mode("rw-------"));
            try {
                Files.writeString(fresh, TomlFormat.instance().createWriter().writeToString(toml));
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw Failure.failed("the configuration file " + path + " cannot be written");
        }
    }

    private Profile profile(String name, Config table) {
        Profile profile = Profile.DEFAULT;
        profile = value(table, "url", String.class).map(profile::withUrl).orElse(profile);
        profile = value(table, "api_key", String.class).map(profile::withApiKey).orElse(profile);
        profile = value(table, "verify_ssl", Boolean.class)
                .map(profile::withVerifySsl)
                .orElse(profile);
        Optional<Number> timeout = value(table, "timeout", Number.class);
        try {
            return timeout.isPresent() ? profile.withTimeout(timeout.get().doubleValue()) : profile;
        } catch (IllegalArgumentException e) {
            throw unreadable("in profile " + name + ", " + e.getMessage());
        }
    }

    private Config table(Config config, String name) {
        return value(config, name, Config.class).orElseGet(Config::inMemory);
    }

    private <T> Optional<T> value(Config config, String name, Class<T> type) {
        Object value = config.get(List.of(name));
        if (value != null && !type.isInstance(value)) {
            throw unreadable(name + " has a value of another type");
        }
        return Optional.ofNullable(type.cast(value));
    }

    private Failure unreadable(String why) {
        return Failure.failed("the configuration file " + path + " is unreadable: " + why
                + "; mend it, or remove it and run `fsmtp config init`");
    }

    private static FileAttribute<?>[] mode(String mode) {
        return Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
