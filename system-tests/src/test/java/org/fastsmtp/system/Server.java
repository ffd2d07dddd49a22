package org.fastsmtp.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One server started as a user starts it: {@code ./fastsmtp serve} with settings in its environment, on free ports and a data directory of
 * its own. Can be ended politely, killed, and started again on the same data.
 */
final class Server implements AutoCloseable {
    /** A server of a test ends before the second compiler has earned what it costs. */
    static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    static final String ROOT_KEY = "root-key-of-the-system-tests";

    private static final Path ROOT =
            Path.of(System.getProperty("fastsmtp.root", "..")).toAbsolutePath().normalize();
    private static final Path WORK =
            Path.of(System.getProperty("fastsmtp.work", "target/servers")).toAbsolutePath();

    /** Below those that the system gives to whoever connects, each test process its own: nobody takes one before its server does. */
    private static final int PORTS = 5_000;

    private static final int FIRST_PORT = 10_000 + PORTS * Integer.getInteger("fastsmtp.fork", 1);
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

    private final Map<String, String> settings = new HashMap<>();
    private final Path data;
    private final Path output;
    private String role = "";
    private Process process;

    Server(String name) {
        try {
            Files.createDirectories(WORK);
            data = Files.createTempDirectory(WORK, name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        output = data.resolve("output.txt");
        settings.put("FASTSMTP_DATA_DIR", data.toString());
        settings.put("JAVA_OPTS", SHORT_LIVED);
        settings.put("FASTSMTP_ROOT_API_KEY", ROOT_KEY);
        settings.put("FASTSMTP_SMTP_HOST", "127.0.0.1");
        settings.put("FASTSMTP_API_HOST", "127.0.0.1");
        for (String port : new String[] {"SMTP_PORT", "SMTP_TLS_PORT", "API_PORT", "MANAGEMENT_PORT"}) {
            settings.put("FASTSMTP_" + port, String.valueOf(freePort()));
        }
        settings.put("FASTSMTP_SMTP_RATE_LIMIT_ENABLED", "false");
        settings.put("FASTSMTP_WEBHOOK_ALLOWED_INTERNAL_DOMAINS", "[\"127.0.0.1\", \"localhost\"]");
        // Of a job there is one run at a time: a test that starts it would meet the first one by schedule.
        settings.put("FASTSMTP_DELIVERY_LOG_CLEANUP_ENABLED", "false");
        // No test asks the DNS of the world.
        settings.put("FASTSMTP_SMTP_VERIFY_SPF", "false");
        settings.put("FASTSMTP_SMTP_VERIFY_DKIM", "false");
    }

    /** A setting for the next start, by its contract name. */
    Server with(String name, String value) {
        settings.put("FASTSMTP_" + name.toUpperCase(java.util.Locale.ROOT), value);
        return this;
    }

    /** Options of the virtual machine, over those of the launcher. */
    Server withJavaOptions(String options) {
        settings.put("JAVA_OPTS", SHORT_LIVED + " " + options);
        return this;
    }

    Server without(String name) {
        settings.remove("FASTSMTP_" + name.toUpperCase(java.util.Locale.ROOT));
        return this;
    }

    /** Only a part of the system: {@code --api-only} and its siblings. */
    Server only(String option) {
        role = option;
        return this;
    }

    /** Starts and returns when it is ready. */
    Server start() {
        launch();
        await().atMost(Duration.ofSeconds(240))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("the server ended: " + output());
                    }
                    return isReady();
                });
        return this;
    }

    /** Starts and returns at once. */
    Server launch() {
        ProcessBuilder builder = new ProcessBuilder(ROOT.resolve("fastsmtp").toString(), "serve");
        if (!role.isEmpty()) {
            builder.command().add(role);
        }
        builder.directory(data.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("FASTSMTP_"));
        builder.environment().putAll(settings);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    boolean isReady() {
        try {
            HttpResponse<Void> ready = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(api() + "/api/v1/ready?include_smtp="
                                            + (role.isEmpty() || role.equals("--smtp-only"))))
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
            return ready.statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** SIGKILL: nothing can be finished or written any more. */
    void kill() {
        process.destroyForcibly();
        join(30);
    }

    /** SIGTERM; returns the exit code. */
    int stop() {
        process.destroy();
        return join(70);
    }

    private int join(int seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the server did not end within " + seconds + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What {@code fsmtp} printed, and its exit code. */
    record Said(int exit, String out, String err) {}

    /** The command line of administrators, against this server with root's key. */
    Said fsmtp(String... arguments) {
        try {
            Path err = Files.createTempFile(WORK, "fsmtp", ".txt");
            List<String> command = new ArrayList<>(List.of(ROOT.resolve("fsmtp").toString()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
            builder.environment().put("FSMTP_URL", api());
            builder.environment().put("FSMTP_API_KEY", ROOT_KEY);
            Process running = builder.start();
            String out = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Said(running.waitFor(), out, Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    LocalJmx jmx() {
        return new LocalJmx(process);
    }

    Process process() {
        return process;
    }

    Path data() {
        return data;
    }

    static Path root() {
        return ROOT;
    }

    /** The assembled WildFly. */
    static Path home() {
        return ROOT.resolve("ear/target/server");
    }

    /** Where tests put what they make. */
    static Path work() {
        try {
            return Files.createDirectories(WORK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code ./fastsmtp} with the settings of this server, and one more. */
    ServerCommandLine commandLine(String name, String value) {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("FASTSMTP_" + name.toUpperCase(java.util.Locale.ROOT), value);
        return new ServerCommandLine(environment);
    }

    Cli cli() {
        return new Cli(port("management_port"));
    }

    String setting(String name) {
        return settings.get("FASTSMTP_" + name.toUpperCase(java.util.Locale.ROOT));
    }

    int port(String name) {
        return Integer.parseInt(setting(name));
    }

    String api() {
        return "http://127.0.0.1:" + setting("api_port");
    }

    /** Everything the process printed since the data directory exists. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SmtpClient smtp() {
        return new SmtpClient(port("smtp_port"));
    }

    Api root(String key) {
        return new Api(api(), key);
    }

    Api asRoot() {
        return new Api(api(), ROOT_KEY);
    }

    /** Another one each time. */
    static int freePort() {
        while (true) {
            int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (BindException e) {
                continue; // somebody else's
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static boolean isListening(int port) {
        return isListening("127.0.0.1", port);
    }

    static boolean isListening(String address, int port) {
        try (Socket socket = new Socket(address, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
