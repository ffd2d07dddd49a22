package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The job {@code cleanup} while it really runs, on a server with PostgreSQL: stopped and restarted by everything that can (docs/operations.md,
 * Jobs). A chunk is {@value #CHUNK} rows of {@value #ROWS}; the run stands still in one of them while a hand is on a row. Only a
 * run that keeps its parameters over a restart leaves {@code <young@old.example>}, which the setting would let it remove.
 */
final class CleanupRuns {
    private static final int ROWS = 60;
    /** One of them stays: {@link OldDeliveries#fill}. */
    private static final int READ = ROWS + 1;

    private static final int CHUNK = 10;
    private static final String BATCH = "deployment=fastsmtp.ear/subdeployment=ejb.jar/subsystem=batch-jberet";
    private static final String BEAN = "type=Job,name=cleanup";
    private static final JsonObject NOTHING = JsonValue.EMPTY_JSON_OBJECT;

    private final Server server;
    private final OldDeliveries rows;

    CleanupRuns(Server server, OldDeliveries rows) {
        this.server = server;
        this.rows = rows;
    }

    void byCommandLine() {
        rows.fill(ROWS);
        long first;
        try (OldDeliveries.Hold hold = rows.hold(35)) {
            first = start();
            hold.untilSomebodyWaits();
            assertThat(server.asRoot().job("cleanup", "{}")).isEqualTo("COMPLETED:busy");
            String second = server.cli().run("/" + BATCH + ":start-job(job-xml-name=cleanup)");
            assertThat(ended(id(second))).isEqualTo("COMPLETED:busy");
            assertThat(isRunning(first)).isTrue();
            assertThat(read(first)).isEqualTo(30);

            server.cli().run("/" + BATCH + ":stop-job(execution-id=" + first + ")");
        }
        long stopped = stopped(first, 39);

        long rest = id(server.cli().run("/" + BATCH + ":restart-job(execution-id=" + first + ")"));

        completed(rest, ROWS - stopped);
        assertThat(read(first) + read(rest)).as("no row was read twice").isEqualTo(READ);
        rows.areCleanedUp();
    }

    void byJmxAndApi() {
        rows.fill(ROWS);
        long first;
        try (Jmx jmx = new Jmx(server.port("management_port"))) {
            try (OldDeliveries.Hold hold = rows.hold(35)) {
                first = (long) jmx.call(BEAN, "start", "batch-size=" + CHUNK + " older-than=95d");
                hold.untilSomebodyWaits();
                assertThat(jmx.attribute(BEAN, "Running")).isEqualTo(true);

                assertThat(jmx.call(BEAN, "stop")).isEqualTo(true);
            }
            jmx.until(BEAN, "LastStatus", "STOPPED"::equals);
        }
        long left = ROWS - stopped(first, 39);
        long second;
        try (OldDeliveries.Hold hold = rows.hold(45)) {
            second = start();
            hold.untilSomebodyWaits();

            server.asRoot()
                    .post("/api/v1/jobs/executions/" + second + "/stop", "")
                    .expect(200);
        }
        left -= stopped(second, 9);

        completed(start(), left);
        rows.areCleanedUp();
    }

    /** The operations are those of the console's source: {@code JobColumn} and {@code JobPresenter} of HAL. */
    void byConsole() {
        Console console = new Console(server.port("management_port"), "operator", "kept-in-a-safe-1");
        assertThat(console.page("/console/index.html")).contains("HAL Management Console");
        assertThat(Server.isListening("127.0.0.2", server.port("management_port")))
                .as("management on any address but that of loopback")
                .isFalse();
        addUser("operator", "kept-in-a-safe-1");
        rows.fill(ROWS);
        long first;
        try (OldDeliveries.Hold hold = rows.hold(35)) {
            first = number(console.run(
                    BATCH,
                    "start-job",
                    Json.createObjectBuilder()
                            .add("job-xml-name", "cleanup.xml")
                            .add(
                                    "properties",
                                    Json.createObjectBuilder()
                                            .add("batch-size", String.valueOf(CHUNK))
                                            .add("older-than", "95d"))
                            .build()));
            hold.untilSomebodyWaits();
            assertThat(shown(console).getInt("running-executions")).isEqualTo(1);

            console.run(execution(first), "stop-job", NOTHING);
        }
        long stopped = stopped(first, 39);
        assertThat(shown(console)
                        .getJsonObject("execution")
                        .getJsonObject(String.valueOf(first))
                        .getString("batch-status"))
                .isEqualTo("STOPPED");

        long rest = number(console.run(execution(first), "restart-job", NOTHING));

        completed(rest, ROWS - stopped);
        assertThat(read(first) + read(rest)).as("no row was read twice").isEqualTo(READ);
        rows.areCleanedUp();
    }

    /** @return rows removed: after the chunk in which it was told to stop there may be a begun one */
    private long stopped(long id, long least) {
        String status = ended(id);
        Matcher matcher = Pattern.compile("STOPPED:deleted=(\\d+),.*").matcher(status);
        assertThat(matcher.matches()).as(status).isTrue();
        long deleted = Long.parseLong(matcher.group(1));
        assertThat(deleted).isBetween(least, least + CHUNK - 1);
        return deleted;
    }

    private void completed(long id, long deleted) {
        assertThat(ended(id)).startsWith("COMPLETED:deleted=" + deleted + ",");
    }

    private static JsonObject shown(Console console) {
        return console.run(
                        BATCH + "/job=cleanup",
                        "read-resource",
                        Json.createObjectBuilder()
                                .add("include-runtime", true)
                                .add("recursive", true)
                                .build())
                .asJsonObject();
    }

    private static String execution(long id) {
        return BATCH + "/job=cleanup/execution=" + id;
    }

    private static long number(JsonValue value) {
        return Long.parseLong(value.toString());
    }

    private void addUser(String name, String password) {
        ProcessBuilder builder = new ProcessBuilder(
                Server.home().resolve("bin/add-user.sh").toString(),
                "-sc",
                server.data().resolve("configuration").toString(),
                "-u",
                name,
                "-p",
                password);
        builder.environment().put("JAVA_OPTS", Server.SHORT_LIVED);
        builder.redirectErrorStream(true);
        try {
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Begins a run that the next kill cuts off in the middle of a chunk.
     *
     * @return what is to be seen when the server is there again, however often it was killed since
     */
    Runnable cutOff() {
        rows.fill(ROWS);
        OldDeliveries.Hold hold = rows.hold(35);
        long first = start();
        hold.untilSomebodyWaits();
        server.process().onExit().thenRun(hold::close);
        return () -> wentOn(first);
    }

    private void wentOn(long first) {
        await().atMost(Duration.ofSeconds(120))
                .until(() -> all().get(all().size() - 1).getString("status"), "COMPLETED"::equals);
        List<JsonObject> runs = all();
        assertThat(runs).hasSizeGreaterThan(1);
        assertThat(runs.subList(0, runs.size() - 1))
                .allSatisfy(run -> assertThat(run.getString("exit_status")).isEqualTo("FAILED:crashed"));
        assertThat(id(runs.get(0))).isEqualTo(first);
        assertThat(read(first)).as("up to the checkpoint before the kill").isEqualTo(30);
        assertThat(runs.stream().mapToLong(run -> read(id(run))).sum())
                .as("no row was read twice")
                .isEqualTo(READ);
        rows.areCleanedUp();
    }

    /** By the API, in small chunks. */
    private long start() {
        return id(server.asRoot()
                .post("/api/v1/jobs/cleanup", "{\"batch_size\": " + CHUNK + ", \"older_than\": \"95d\"}")
                .expect(202)
                .json());
    }

    /** Every execution of the job there was, in their order. */
    private List<JsonObject> all() {
        return server.asRoot().get("/api/v1/jobs?limit=100").expect(200).array().stream()
                .map(JsonValue::asJsonObject)
                .filter(run -> run.getString("job").equals("cleanup"))
                .sorted(Comparator.comparingLong(CleanupRuns::id))
                .toList();
    }

    private static long id(JsonObject run) {
        return run.getJsonNumber("execution_id").longValue();
    }

    /** Rows read, as of the last checkpoint. */
    private long read(long id) {
        return told(id).getJsonArray("steps").stream()
                .map(JsonValue::asJsonObject)
                .filter(step -> step.getString("name").equals("deliveries"))
                .mapToLong(step -> step.getJsonNumber("read").longValue())
                .sum();
    }

    private boolean isRunning(long id) {
        return told(id).isNull("ended_at");
    }

    private JsonObject told(long id) {
        return server.asRoot().get("/api/v1/jobs/executions/" + id).expect(200).json();
    }

    /** The exit status, which it has when it has ended. */
    private String ended(long id) {
        return server.asRoot()
                .ended(Json.createObjectBuilder().add("execution_id", id).build());
    }

    private static long id(String printed) {
        Matcher matcher = Pattern.compile("\"result\" => (\\d+)L").matcher(printed);
        assertThat(matcher.find()).as(printed).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
