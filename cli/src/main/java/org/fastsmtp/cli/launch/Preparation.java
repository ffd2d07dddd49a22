package org.fastsmtp.cli.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.cli.database.DatabaseAddress;
import org.fastsmtp.settings.InvalidSettingException;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/** From settings to a data directory in which the server can start. Looks first and makes afterwards: what is refused leaves no trace. */
final class Preparation {
    private final Path server;
    private final Path dataPath;
    private final Role role;

    Preparation(Path server, Path dataPath, Role role) {
        this.server = server;
        this.dataPath = dataPath;
        this.role = role;
    }

    /** @throws InvalidSettingException for settings that cannot be, {@link Failure} for what stands in the way */
    void run(Settings settings, List<String> javaOptions, PrintWriter err) throws IOException {
        DatabaseAddress database =
                DatabaseAddress.of(settings, dataPath.toAbsolutePath().normalize());
        Optional<BrokerAddress> broker = BrokerAddress.of(settings);
        List<String> faults = new ArrayList<>(TlsCheck.faults(settings));
        if (broker.isPresent()) {
            faults.addAll(clusterFaults(settings, database));
        }
        faults.addAll(Ports.shared(settings, role));
        if (!faults.isEmpty()) {
            throw new InvalidSettingException(faults);
        }
        List<String> taken = Ports.taken(settings, role);
        if (!taken.isEmpty()) {
            throw Failure.failed(String.join(System.lineSeparator(), taken));
        }
        if (database.kind() == DatabaseAddress.Kind.POSTGRESQL) {
            PostgresqlCheck.warning(database).ifPresent(warning -> err.println("fastsmtp: warning: " + warning));
        }

        DataDirectory data = DataDirectory.make(dataPath);
        boolean ownRootKey = settings.get(Setting.ROOT_API_KEY).isEmpty();
        if (ownRootKey && data.makeRootKey()) {
            err.println("fastsmtp: made the root key; it lies in " + data.rootKeyFile());
        }
        if (settings.get(Setting.ENCRYPTION_KEY).isEmpty() && data.makeEncryptionKey()) {
            err.println("fastsmtp: made the encryption key; keep " + data.encryptionKeyFile() + " with your backups");
        }
        for (String directory : List.of("database", "log", "server", "server/data", "server/tmp", "run")) {
            data.directory(directory);
        }
        bringConfiguration(data, err);

        String arguments = ServerArguments.machine(Runtime.version().feature(), javaOptions)
                .server(
                        server.toAbsolutePath().normalize(),
                        data,
                        data.nodeId(),
                        database,
                        broker,
                        bootLog(data, settings))
                .settings(settings, role)
                .text();
        Path run = data.directory("run");
        data.write(run.resolve("server.args"), arguments);
        data.write(run.resolve("secret.properties"), secrets(database, broker));
        Greeting greeting =
                Greeting.of(settings, role, ownRootKey ? data.rootKeyFile().toString() : "");
        data.write(run.resolve("probe"), greeting.probe() + "\n");
        data.write(run.resolve("ready.txt"), greeting.text(data.path()));
    }

    /** What nodes on one broker must have in common. */
    private List<String> clusterFaults(Settings settings, DatabaseAddress database) {
        List<String> faults = new ArrayList<>();
        if (database.kind() != DatabaseAddress.Kind.POSTGRESQL) {
            faults.add(Setting.DATABASE_URL.variable() + ": missing, but " + Setting.BROKER_URL.variable()
                    + " is set: nodes on one broker share one PostgreSQL");
        }
        if (settings.get(Setting.ENCRYPTION_KEY).isEmpty() && !Files.exists(dataPath.resolve("encryption.key"))) {
            faults.add(Setting.ENCRYPTION_KEY.variable() + ": missing, but " + Setting.BROKER_URL.variable()
                    + " is set: nodes on one database share one key; set it on each (openssl rand -base64 32), or copy"
                    + " encryption.key into each data directory");
        }
        return faults;
    }

    private void bringConfiguration(DataDirectory data, PrintWriter err) throws IOException {
        Path built = server.resolve("standalone").resolve("configuration");
        if (!Files.isDirectory(built)) {
            throw Failure.failed("no server at " + server + ": remove it and start again to build it");
        }
        if (ServerConfiguration.bring(built, data) == ServerConfiguration.Change.REPLACED) {
            err.println("fastsmtp: the build brings a new server configuration; the one in force till now is kept as "
                    + data.path().resolve("configuration") + "/*.previous");
        }
    }

    /** The server's own writes text: what comes before its logging subsystem must have the form of what comes after. */
    private static Path bootLog(DataDirectory data, Settings settings) throws IOException {
        if (!settings.get(Setting.LOG_FORMAT).equals("json")) {
            return data.path().resolve("configuration").resolve("logging.properties");
        }
        Path file = data.directory("run").resolve("boot-log.properties");
        try (InputStream json = Preparation.class.getResourceAsStream("boot-log.properties")) {
            data.write(file, new String(json.readAllBytes(), StandardCharsets.UTF_8));
        }
        return file;
    }

    /** In the form of {@link Properties}, read by the server's option -P. */
    private static String secrets(DatabaseAddress database, Optional<BrokerAddress> broker) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("fastsmtp.database.password", database.password());
        if (broker.isPresent()) {
            properties.setProperty("fastsmtp.broker.password", broker.get().password());
        }
        StringWriter text = new StringWriter();
        properties.store(text, null);
        return text.toString();
    }
}
