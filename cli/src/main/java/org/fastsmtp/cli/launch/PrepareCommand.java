package org.fastsmtp.cli.launch;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.fastsmtp.cli.Failure;
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
            new Preparation(server, dataPath, role)
                    .run(Settings.load(), words(System.getenv().getOrDefault("JAVA_OPTS", "")), err);
        } catch (InvalidSettingException e) {
            throw Failure.usage(String.join(System.lineSeparator(), e.faults()));
        } catch (FileSystemException e) {
            throw Failure.failed("the data directory " + dataPath + " cannot be prepared: "
                    + e.getClass().getSimpleName() + " at " + e.getFile());
        }
        return 0;
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }
}
