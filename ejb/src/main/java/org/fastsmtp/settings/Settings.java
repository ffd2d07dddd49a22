package org.fastsmtp.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The values in force: system property over environment over {@code .env} in the working directory over default (CONTRACT section 5).
 * Read and checked once, immutable after it.
 */
public final class Settings {
    private final Map<String, String> given;
    private final Map<Setting<?>, Object> values;

    private Settings(Map<String, String> given) {
        this.given = Map.copyOf(given);
        this.values = new HashMap<>();
        List<String> faults = new ArrayList<>();
        for (Setting<?> setting : Setting.all()) {
            try {
                values.put(setting, setting.parse(given.get(setting.name())));
            } catch (IllegalArgumentException e) {
                faults.add(setting.variable() + ": " + wrong(setting) + " is not of the form: " + setting.form());
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidSettingException(faults);
        }
        requireS3WhereItIsUsed();
    }

    /** Not what may be a password: a secret, or what stands before the host of a URL. */
    private String wrong(Setting<?> setting) {
        return setting.isSecret()
                ? "its value"
                : "'" + given.get(setting.name()).replaceFirst("//[^/]*@", "//…@") + "'";
    }

    /** From the process: system properties, environment, {@code .env}. */
    public static Settings load() {
        return load(System.getenv(), System.getProperties(), Path.of(".env"));
    }

    /** The same from given sources. */
    public static Settings load(Map<String, String> variables, Properties properties, Path dotEnv) {
        Map<String, String> environment = new HashMap<>(dotEnv(dotEnv));
        environment.putAll(variables);
        return of(environment, properties);
    }

    /** From given sources; for tests, and where the process is not the source. */
    public static Settings of(Map<String, String> environment, Properties properties) {
        Map<String, String> given = new HashMap<>();
        for (Setting<?> setting : Setting.all()) {
            String value = environment.get(setting.variable());
            String property = properties.getProperty("fastsmtp." + setting.name());
            if (property == null) {
                property = properties.getProperty("fastsmtp." + setting.name().replace('_', '.'));
            }
            if (property != null) {
                given.put(setting.name(), property);
            } else if (value != null) {
                given.put(setting.name(), value);
            }
        }
        return new Settings(given);
    }

    /** Defaults with some values set by their contract names. */
    public static Settings of(Map<String, String> given) {
        return new Settings(given);
    }

    @SuppressWarnings("unchecked") // the map is filled from Setting<T>.parse, which returns T
    public <T> T get(Setting<T> setting) {
        return (T) values.get(setting);
    }

    /** Whether somebody set it: some settings only count when they are (CONTRACT section 3.7). */
    public boolean isSet(Setting<?> setting) {
        return given.containsKey(setting.name());
    }

    /** Name and value as text for showing; secrets are masked. */
    public String shown(Setting<?> setting) {
        Optional<String> text = Optional.ofNullable(given.get(setting.name())).or(setting::defaultText);
        return setting.isSecret() ? text.map(secret -> "********").orElse("") : text.orElse("");
    }

    /** The name of this node: the setting, or the host's, at most 50 characters. */
    public String instanceId() {
        String given = get(Setting.INSTANCE_ID);
        String name = given.isEmpty() ? System.getenv().getOrDefault("HOSTNAME", "") : given;
        if (name.isEmpty()) {
            try {
                name = InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                name = "localhost"; // a host without a name
            }
        }
        return name.length() <= 50 ? name : name.substring(0, 50);
    }

    /** Bucket and both keys are present (CONTRACT section 5). */
    public boolean hasS3() {
        return missingS3().isEmpty();
    }

    /** The settings that S3 lacks, by their contract names. */
    public List<String> missingS3() {
        List<String> missing = new ArrayList<>();
        for (Setting<Optional<String>> needed :
                List.of(Setting.S3_BUCKET, Setting.S3_ACCESS_KEY, Setting.S3_SECRET_KEY)) {
            if (get(needed).isEmpty()) {
                missing.add(needed.name());
            }
        }
        return missing;
    }

    private void requireS3WhereItIsUsed() {
        List<String> users = new ArrayList<>();
        if (get(Setting.ATTACHMENT_STORAGE).equals("s3")) {
            users.add("attachment_storage=s3");
        }
        if (get(Setting.PRESERVE_RAW_MESSAGE)) {
            users.add(Setting.PRESERVE_RAW_MESSAGE.name());
        }
        if (get(Setting.PRESERVE_RAW_REQUIRED)) {
            users.add(Setting.PRESERVE_RAW_REQUIRED.name());
        }
        if (!users.isEmpty() && !hasS3()) {
            throw new InvalidSettingException(
                    String.join(", ", users) + " needs " + String.join(", ", missingS3()) + " to be set");
        }
    }

    /** Lines {@code NAME=value}; quotes around a value are taken off, {@code #} starts a comment line. */
    private static Map<String, String> dotEnv(Path file) {
        Map<String, String> values = new HashMap<>();
        if (!Files.isReadable(file)) {
            return values;
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String line : lines) {
            String text = line.strip();
            if (text.startsWith("export ")) {
                text = text.substring("export ".length()).strip();
            }
            int equals = text.indexOf('=');
            if (equals > 0 && !text.startsWith("#")) {
                values.put(
                        text.substring(0, equals).strip().toUpperCase(Locale.ROOT),
                        unquoted(text.substring(equals + 1).strip()));
            }
        }
        return values;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
