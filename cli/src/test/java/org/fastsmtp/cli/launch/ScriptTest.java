package org.fastsmtp.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.fastsmtp.cli.FakeApi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script itself, with a {@code java} made by hand that only says how it was called. */
@EnabledOnOs(OS.LINUX)
class ScriptTest {
    /** As prepare it writes what the real one writes; as the server it says its process id and waits. */
    private static final String JAVA = """
            #!/usr/bin/env bash
            case " $* " in
              *" prepare "*)
                [ -z "${REFUSE:-}" ] || { echo "FASTSMTP_X: wrong" >&2; exit 2; }
                while [ "$1" != --data ]; do shift; done
                data=$2
                mkdir -p "$data/run"
                echo "127.0.0.1 ${PROBE:-1}" >"$data/run/probe"
                echo "  next step" >"$data/run/ready.txt"
                echo args >"$data/run/server.args"
                ;;
              *server.args*)
                echo "SERVER $$ $1"
                [ -n "${END:-}" ] || exec sleep 60
                ;;
              *) echo "CLI ${*: -2}" ;;
            esac
            """;

    @TempDir
    private Path directory;

    private Path home;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void project() throws IOException {
        home = directory.resolve("project");
        Path script = Path.of(System.getProperty("user.dir")).resolveSibling("fastsmtp");
        Files.createDirectories(home);
        Files.copy(script, home.resolve("fastsmtp"));
        executable(home.resolve("fastsmtp"));
        touch(home.resolve("ear/target/server/jboss-modules.jar"));
        touch(home.resolve("cli/target/fastsmtp-cli-1-all.jar"));
        Path java = directory.resolve("jdk/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, JAVA);
        executable(java);
        Files.writeString(directory.resolve("jdk/release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.15\"\n");
        environment.put("JAVA_HOME", directory.resolve("jdk").toString());
    }

    @Test
    void the_script_becomes_the_server_and_holds_the_data_directory_until_it_ends() throws Exception {
        Process process = start("serve");
        try (BufferedReader out = output(process)) {
            assertThat(line(out, "SERVER"))
                    .isEqualTo("SERVER " + process.pid() + " @" + home.resolve("data/run/server.args"));

            Ended second = run("serve");
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.text()).contains("in use by process " + process.pid());

            process.destroy();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        environment.put("END", "yes");
        assertThat(run("serve").exit()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("data"))))
                .isEqualTo("rwx------");
    }

    @Test
    void a_kill_frees_the_data_directory() throws Exception {
        Process process = start("serve");
        try (BufferedReader out = output(process)) {
            line(out, "SERVER");
            process.destroyForcibly().waitFor();
        }
        environment.put("END", "yes");
        assertThat(run("serve").exit()).isZero();
    }

    @Test
    void addresses_are_printed_once_the_server_is_ready() throws Exception {
        try (FakeApi api = new FakeApi().on("GET /ready", "{}")) {
            environment.put("PROBE", String.valueOf(api.port()));
            Process process = start("serve");
            try (BufferedReader out = output(process)) {
                assertThat(line(out, "FastSMTP is ready")).contains(" s.");
                assertThat(line(out, "next step")).isNotNull();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void nothing_is_left_behind_when_the_server_ends_at_once() throws Exception {
        environment.put("END", "yes");
        // The watcher holds the output open for as long as it lives.
        assertThat(run("serve").exit()).isZero();
    }

    @Test
    void wrong_settings_end_it_with_2() throws Exception {
        environment.put("REFUSE", "yes");
        Ended ended = run("serve");
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.text()).contains("FASTSMTP_X: wrong").doesNotContain("SERVER");
    }

    @Test
    void wrong_options_are_usage() throws Exception {
        assertThat(run("serve", "--bogus").exit()).isEqualTo(2);
        assertThat(run("serve", "extra").exit()).isEqualTo(2);
        assertThat(run("serve", "--smtp-only", "--api-only").exit()).isEqualTo(2);
        assertThat(run("serve", "--shutdown-timeout").exit()).isEqualTo(2);
        assertThat(run("serve", "--help").exit()).isZero();
        assertThat(home.resolve("data")).doesNotExist();
    }

    @Test
    void an_old_java_is_refused_in_words() throws Exception {
        for (String version : List.of("11.0.2", "1.8.0_292", "16")) {
            Files.writeString(directory.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
            Ended ended = run("serve");
            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.text()).contains("wanted is 17 or newer");
        }
    }

    @Test
    void no_java_and_no_maven_are_said() throws Exception {
        Path tools = directory.resolve("tools");
        Files.createDirectories(tools);
        for (String tool : List.of("bash", "dirname", "readlink", "sed", "head", "env", "cat", "mkdir")) {
            Files.createSymbolicLink(tools.resolve(tool), find(tool));
        }
        environment.put("PATH", tools.toString());
        Files.delete(home.resolve("cli/target/fastsmtp-cli-1-all.jar"));
        assertThat(run("serve").text()).contains("no mvn found");
        environment.put("JAVA_HOME", "");
        Ended ended = run("serve");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.text()).contains("no java found");
    }

    @Test
    void the_data_directory_can_be_named_in_the_env_file() throws Exception {
        environment.put("END", "yes");
        Files.writeString(directory.resolve(".env"), "# x\nexport FASTSMTP_DATA_DIR = \"else where\"\n");
        assertThat(run("serve").text()).contains("@" + directory.resolve("else where/run/server.args"));
        environment.put("FASTSMTP_DATA_DIR", directory.resolve("set").toString());
        assertThat(run("serve").text()).contains("@" + directory.resolve("set/run/server.args"));
    }

    @Test
    void everything_else_goes_to_the_command_line() throws Exception {
        assertThat(run("user", "list").text()).contains("CLI user list");
    }

    private record Ended(int exit, String text) {}

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(home.resolve("fastsmtp").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("FASTSMTP_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Ended run(String... arguments) throws Exception {
        Process process = start(arguments);
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), text);
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String line(BufferedReader out, String part) throws IOException {
        String line = out.readLine();
        while (line != null && !line.contains(part)) {
            line = out.readLine();
        }
        return line;
    }

    private static Path find(String tool) {
        for (String directory : List.of("/usr/bin", "/bin", "/usr/local/bin")) {
            if (Files.isExecutable(Path.of(directory, tool))) {
                return Path.of(directory, tool);
            }
        }
        throw new IllegalStateException(tool + " is missing");
    }

    private static void touch(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
