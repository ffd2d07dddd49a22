package org.fastsmtp.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server's own management command line, as an administrator uses it. */
final class Cli {
    private final int managementPort;

    Cli(int managementPort) {
        this.managementPort = managementPort;
    }

    /** A run that may still be under way. */
    record Run(Process process, Path output) {
        /** Waits for the end; a failure of any command is an error. */
        String end() {
            try {
                if (!process.waitFor(120, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("the command line did not end");
                }
                String text = Files.readString(output);
                if (process.exitValue() != 0) {
                    throw new AssertionError(text);
                }
                return text;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** The same for a shell, to which commands or a file are added. */
    String commandLine() {
        return Path.of(System.getProperty("java.home"), "bin", "java") + " -XX:TieredStopAtLevel=1 -Xshare:auto -jar "
                + Server.home().resolve("bin/client/jboss-cli-client.jar") + " --connect --controller=127.0.0.1:"
                + managementPort + " --timeout=120000";
    }

    /** Runs the commands one after the other and returns what they print. */
    String run(String... commands) {
        return begin(commands).end();
    }

    Run begin(String... commands) {
        try {
            Path script = Files.createTempFile(Server.work(), "script", ".cli");
            Path output = Files.createTempFile(Server.work(), "script", ".txt");
            Files.write(script, List.of(commands));
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-Xshare:auto",
                    "-jar",
                    Server.home().resolve("bin/client/jboss-cli-client.jar").toString(),
                    "--connect",
                    "--controller=127.0.0.1:" + managementPort,
                    "--timeout=60000",
                    "--file=" + script);
            builder.redirectErrorStream(true).redirectOutput(output.toFile());
            return new Run(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
