package org.fastsmtp.cli.launch;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.cli.database.DatabaseAddress;
import org.fastsmtp.settings.InvalidSettingException;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Everything before the server, called by the launcher script, which holds the lock of the data directory meanwhile and then becomes the server
 * with {@code run/server.args}.
 */
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        hidden = true,
        description = "What the launcher script does before it becomes the server.")
public final class PrepareCommand implements Callable<Integer> {
    @Option(names = "--server", required = true, description = "The assembled server.")
    private Path server;

    @Option(names = "--data", required = true, description = "The data directory.")
    private Path dataPath;

    @Option(names = "--role", description = "all, smtp, api or worker.")
    private Role role = Role.ALL;

    @Option(names = "--shutdown-timeout", description = "Seconds.")
    private String shutdownTimeout;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (shutdownTimeout != null) {
            System.setProperty("fastsmtp." + Setting.SHUTDOWN_TIMEOUT.name(), shutdownTimeout);
        }
        System.setProperty("fastsmtp." + Setting.DATA_DIR.name(), dataPath.toString());
        PrintWriter err = spec.commandLine().getErr();
        try {
            prepare(Settings.load(), words(System.getenv().getOrDefault("JAVA_OPTS", "")), err);
        } catch (InvalidSettingException e) {
            throw Failure.usage(String.join(System.lineSeparator(), e.faults()));
        } catch (FileSystemException e) {
            throw Failure.failed("the data directory " + dataPath + " cannot be prepared: "
                    + e.getClass().getSimpleName() + " at " + e.getFile());
        }
        return 0;
    }

    private void prepare(Settings settings, List<String> javaOptions, PrintWriter err) throws IOException {
        DatabaseAddress database =
                DatabaseAddress.of(settings, dataPath.toAbsolutePath().normalize());
        List<String> faults = new ArrayList<>(TlsCheck.faults(settings));
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
                .server(server.toAbsolutePath().normalize(), data, data.nodeId(), database)
                .settings(settings, role)
                .text();
        Path run = data.directory("run");
        data.write(run.resolve("server.args"), arguments);
        data.write(run.resolve("secret.properties"), secrets(database));
        Greeting greeting =
                Greeting.of(settings, role, ownRootKey ? data.rootKeyFile().toString() : "");
        data.write(run.resolve("probe"), greeting.probe() + "\n");
        data.write(run.resolve("ready.txt"), greeting.text(data.path()));
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

    /** In the form of {@link Properties}, read by the server's option -P. */
    private static String secrets(DatabaseAddress database) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("fastsmtp.database.password", database.password());
        StringWriter text = new StringWriter();
        properties.store(text, null);
        return text.toString();
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }
}
