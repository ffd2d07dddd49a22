package org.fastsmtp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it is shipped: only parts of some libraries are in it, and they must be enough. */
class JarIT {
    @TempDir
    private Path directory;

    @Test
    void the_server_command_line_has_what_it_needs() throws Exception {
        assertThat(run("server.FastSmtp", "domain", "create", "Тест.example")).contains("xn--e1aybc.example");
        assertThat(run("server.FastSmtp", "user", "create", "alice")).contains("alice");
        assertThat(run("server.FastSmtp", "user", "generate-key", "alice", "-s", "admin"))
                .contains("fsmtp_");
        assertThat(run("server.FastSmtp", "db", "validate")).isEqualTo("The schema is that of this version\n");
        assertThat(run("server.FastSmtp", "cleanup")).startsWith("Deleted 0");
        assertThat(run("server.FastSmtp", "show-config")).contains("smtp_port");
        assertThat(run("server.FastSmtp", "version")).startsWith("FastSMTP version ");
    }

    @Test
    void the_remote_command_line_has_what_it_needs() throws Exception {
        assertThat(run("remote.Fsmtp", "--help")).contains("recipient");
        assertThat(run("remote.Fsmtp", "config", "set", "a", "-u", "http://127.0.0.1:1"))
                .contains("saved");
        assertThat(run("remote.Fsmtp", "config", "show", "--output", "json")).contains("\"http://127.0.0.1:1\"");
    }

    /** Both streams: a library that talks on standard error is a fault, too. */
    private String run(String tool, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dsun.jnu.encoding=UTF-8",
                "-cp",
                System.getProperty("fastsmtp.cli.jar"),
                "org.fastsmtp.cli." + tool));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("FASTSMTP_") || name.startsWith("FSMTP_"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("FASTSMTP_DATA_DIR", directory.resolve("data").toString());
        builder.environment().put("FASTSMTP_API_PORT", String.valueOf(freePort()));
        builder.environment()
                .put("FSMTP_CONFIG", directory.resolve("config.toml").toString());
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).doesNotContain("INFO").doesNotContain("WARN");
        return text;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
