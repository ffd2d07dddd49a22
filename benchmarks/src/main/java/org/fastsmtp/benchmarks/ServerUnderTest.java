package org.fastsmtp.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code ./fastsmtp serve} with defaults, on free ports, and what the kernel knows of its process. */
final class ServerUnderTest implements AutoCloseable {
    private static final String KEY = "benchmark";
    private static final double TICKS_PER_MS = 0.1; // USER_HZ is 100 on Linux

    private final Path root;
    private final Path data;
    private final Process process;
    private final int smtp = freePort();
    private final int api = freePort();
    private final int management = freePort();
    private final double secondsToReady;

    private final HttpClient http = HttpClient.newHttpClient();

    ServerUnderTest(Path root, Path work, Map<String, String> settings) throws IOException {
        this.root = root;
        this.data = Files.createTempDirectory(Files.createDirectories(work), "server");
        ProcessBuilder builder = new ProcessBuilder(root.resolve("fastsmtp").toString(), "serve");
        Map<String, String> environment = builder.environment();
        environment.put("FASTSMTP_DATA_DIR", data.toString());
        environment.put("FASTSMTP_ROOT_API_KEY", KEY);
        environment.put("FASTSMTP_SMTP_PORT", String.valueOf(smtp));
        environment.put("FASTSMTP_SMTP_TLS_PORT", String.valueOf(freePort()));
        environment.put("FASTSMTP_API_PORT", String.valueOf(api));
        environment.put("FASTSMTP_MANAGEMENT_PORT", String.valueOf(management));
        environment.put("FASTSMTP_SMTP_RATE_LIMIT_ENABLED", "false");
        environment.put("FASTSMTP_SMTP_VERIFY_SPF", "false");
        environment.put("FASTSMTP_SMTP_VERIFY_DKIM", "false");
        environment.put("FASTSMTP_WEBHOOK_ALLOWED_INTERNAL_DOMAINS", "[\"127.0.0.1\"]");
        environment.putAll(settings);
        builder.redirectErrorStream(true)
                .redirectOutput(data.resolve("output.txt").toFile());
        long start = System.nanoTime();
        process = builder.start();
        // Also when the benchmark is interrupted: no server and no data stay behind.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(300)) {
                process.destroyForcibly();
                throw new IOException("the server did not start: " + Files.readString(data.resolve("output.txt")));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        secondsToReady = (System.nanoTime() - start) / 1e9;
    }

    /** Its data directory, with the log. */
    Path data() {
        return data;
    }

    double secondsToReady() {
        return secondsToReady;
    }

    int smtpPort() {
        return smtp;
    }

    /** CPU milliseconds of the server's process so far, all threads, user and system. */
    double cpuMillis() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_MS;
    }

    /** Of these, what the compiler of the virtual machine took. */
    double compilerMillis() throws IOException {
        double ticks = 0;
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            for (Path thread : threads.toList()) {
                String stat = stat(thread);
                if (stat.contains("CompilerThre")) {
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                    ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
                }
            }
        }
        return ticks / TICKS_PER_MS;
    }

    private static String stat(Path thread) throws IOException {
        try {
            return Files.readString(thread.resolve("stat"));
        } catch (NoSuchFileException e) {
            return ""; // ended meanwhile
        }
    }

    /** Megabytes; {@code VmRSS} now, {@code VmHWM} the most there was. */
    long memoryMegabytes(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }

    /** A domain with one recipient whose mail goes to {@code url}. */
    void configure(String domain, String localPart, String url) throws IOException {
        recipient(domain(domain), localPart, url);
    }

    /** @return its id */
    String domain(String name) throws IOException {
        String answer = post("/api/v1/domains", "{\"domain_name\":\"" + name + "\"}", 201);
        return answer.replaceAll("(?s).*\"id\"\\s*:\\s*\"([^\"]+)\".*", "$1");
    }

    void recipient(String domainId, String localPart, String url) throws IOException {
        post(
                "/api/v1/domains/" + domainId + "/recipients",
                "{\"local_part\":\"" + localPart + "\",\"webhook_url\":\"" + url + "\"}",
                201);
    }

    /** Lets an endpoint have work again at once. */
    void resetBreaker(String url) throws IOException {
        post("/api/v1/endpoints/reset-breaker", "{\"webhook_url\":\"" + url + "\"}", 200);
    }

    /** @return the id of an execution that removes what is older than 90 days */
    long startCleanup() throws IOException {
        return number(post("/api/v1/jobs/cleanup", "{\"older_than\":\"90d\"}", 202), "execution_id");
    }

    /** Empty while it runs. */
    String exitStatus(long execution) throws IOException {
        String answer = get("/api/v1/jobs/executions/" + execution);
        return answer.matches("(?s).*\"ended_at\"\\s*:\\s*null.*")
                ? ""
                : answer.replaceAll("(?s).*\"exit_status\"\\s*:\\s*\"([^\"]*)\".*", "$1");
    }

    private static long number(String json, String name) {
        return Long.parseLong(json.replaceAll("(?s).*\"" + name + "\"\\s*:\\s*(\\d+).*", "$1"));
    }

    /** Returns when both queues are empty: everything is delivered or waits in the database. */
    void awaitDrained() throws IOException {
        while (waiting("inbound") + waiting("delivery") > 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    private double waiting(String queue) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api + "/metrics"))
                    .build();
            Matcher found = Pattern.compile("(?m)^fastsmtp_broker_messages\\{queue=\"" + queue + "\"} (\\S+)")
                    .matcher(http.send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
            return found.find() ? Double.parseDouble(found.group(1)) : 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Megabytes of heap that are in use after a full collection. */
    double heapMegabytes() throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        "sh",
                        "-c",
                        "jcmd " + process.pid() + " GC.run >/dev/null && jcmd " + process.pid() + " GC.heap_info")
                .redirectErrorStream(true)
                .start();
        String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        // Of the serial collector: new and tenured generation, each «total …K, used …K».
        return Pattern.compile("(?m)^ *(?:def new|tenured) generation .* used (\\d+)K")
                        .matcher(text)
                        .results()
                        .mapToLong(found -> Long.parseLong(found.group(1)))
                        .sum()
                / 1024.0;
    }

    /** Stops or starts the consumers of {@code inbound}, so that accepting can be measured alone. */
    void understanding(boolean on) throws IOException, InterruptedException {
        String operation =
                "/subsystem=ejb3/mdb-delivery-group=understand:write-attribute(name=active,value=" + on + ")";
        Path server = root.resolve("ear/target/server");
        Process cli = new ProcessBuilder(
                        "java",
                        "-jar",
                        server.resolve("bin/client/jboss-cli-client.jar").toString(),
                        "--connect",
                        "--controller=127.0.0.1:" + management,
                        "--command=" + operation)
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("cli.txt").toFile())
                .start();
        if (!cli.waitFor(60, TimeUnit.SECONDS) || cli.exitValue() != 0) {
            throw new IOException("management refused: see " + data.resolve("cli.txt"));
        }
    }

    private String get(String path) throws IOException {
        return ask(request(path).GET().build(), 200);
    }

    private String post(String path, String body, int wanted) throws IOException {
        return ask(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                wanted);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api + path))
                .header("X-API-Key", KEY);
    }

    private String ask(HttpRequest request, int wanted) throws IOException {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != wanted) {
                throw new IOException(request.uri().getPath() + ": " + response.statusCode() + " " + response.body());
            }
            return response.body();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isReady() {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + api + "/api/v1/ready?include_smtp=true"))
                    .timeout(Duration.ofSeconds(3))
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200
                    && response.body().replace(" ", "").contains("\"smtp\":\"ok\"");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public synchronized void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (!Files.exists(data)) {
            return;
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
