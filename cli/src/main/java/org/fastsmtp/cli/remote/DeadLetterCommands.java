package org.fastsmtp.cli.remote;

import static org.fastsmtp.cli.http.ApiClient.encoded;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.fastsmtp.cli.Column;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.cli.http.ApiClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What was given up: deliveries, and messages of queues. */
@Command(name = "dead-letter", mixinStandardHelpOptions = true, description = "What was given up.")
final class DeadLetterCommands {
    private static final int POLL_MILLIS = 300;
    private static final Column[] COLUMNS = {
        Column.of("ID", "id"),
        Column.of("Kind", "kind"),
        Column.of("Died", "died_at"),
        Column.of("Attempts", "attempts"),
        Column.of("Code", "last_status_code"),
        Column.of("Webhook URL", "webhook_url"),
        Column.of("Queue", "queue"),
        Column.of("Reason", "reason")
    };
    private static final Column[] DETAIL = {
        COLUMNS[0],
        COLUMNS[1],
        Column.of("Status", "status"),
        Column.of("Reason", "reason"),
        Column.of("Mail", "mail_id"),
        Column.of("Created", "created_at"),
        COLUMNS[3],
        COLUMNS[4],
        Column.of("Recipient", "recipient"),
        COLUMNS[5],
        COLUMNS[6],
        Column.of("Attempt log", "attempt_log"),
        Column.of("Envelope", "envelope")
    };
    private static final Column[] RUN = {
        Column.of("Execution", "execution_id"), Column.of("Status", "status"), Column.of("Exit status", "exit_status")
    };

    /** Which of them. */
    static final class Filter {
        @Option(names = "--kind", paramLabel = "all|deliveries|messages", description = "Only these.")
        private String kind;

        @Option(names = "--domain", description = "Only of this domain, by name or id.")
        private String domain;

        @Option(names = "--endpoint", paramLabel = "URL", description = "Only for this webhook.")
        private String endpoint;

        @Option(names = "--recipient", paramLabel = "ADDRESS", description = "Only for this address.")
        private String recipient;

        @Option(names = "--since", paramLabel = "TIME", description = "Only created since: 2026-01-31T00:00:00Z.")
        private String since;

        @Option(names = "--until", paramLabel = "TIME", description = "Only created before.")
        private String until;

        @Option(names = "--never-attempted", description = "Only what no webhook was ever asked to take.")
        private boolean neverAttempted;

        Map<String, String> given() {
            Map<String, String> given = new LinkedHashMap<>();
            put(given, "kind", kind);
            put(given, "domain", domain);
            put(given, "endpoint", endpoint);
            put(given, "recipient", recipient);
            put(given, "since", since);
            put(given, "until", until);
            put(given, "never_attempted", neverAttempted ? "true" : null);
            return given;
        }

        private static void put(Map<String, String> given, String name, String value) {
            if (value != null) {
                given.put(name, value);
            }
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List them, the last that died first.")
    void list(
            @Mixin Filter filter,
            @Option(
                            names = {"-l", "--limit"},
                            defaultValue = "50",
                            description = "1 to 500 (${DEFAULT-VALUE}).")
                    int limit,
            @Option(
                            names = {"-o", "--offset"},
                            defaultValue = "0",
                            description = "Leave out the newest (${DEFAULT-VALUE}).")
                    int offset,
            @Mixin Session session) {
        String query = filter.given().entrySet().stream()
                .map(given -> "&" + given.getKey() + "=" + encoded(given.getValue()))
                .collect(Collectors.joining());
        session.printer()
                .rows(
                        session.api().list("/dead-letters?limit=" + limit + "&offset=" + offset + query),
                        "dead letters",
                        COLUMNS);
    }

    @Command(name = "get", mixinStandardHelpOptions = true, description = "Show one with its history.")
    void get(@Parameters(paramLabel = "ID") String id, @Mixin Session session) {
        session.printer().object(session.api().object("/dead-letters/" + encoded(id)), DETAIL);
    }

    @Command(name = "redrive", mixinStandardHelpOptions = true, description = "Give one another life.")
    void redrive(@Parameters(paramLabel = "ID") String id, @Mixin Session session) {
        session.printer().done("Dead letter redriven", session.api().post("/dead-letters/" + encoded(id) + "/redrive"));
    }

    @Command(name = "cancel", mixinStandardHelpOptions = true, description = "Want nothing more of one.")
    void cancel(@Parameters(paramLabel = "ID") String id, @Mixin Session session) {
        session.printer().done("Dead letter cancelled", session.api().post("/dead-letters/" + encoded(id) + "/cancel"));
    }

    @Command(
            name = "redrive-all",
            mixinStandardHelpOptions = true,
            description = "Give all that the options choose another life, and wait for the job.")
    void redriveAll(
            @Mixin Filter filter,
            @Option(names = "--dry-run", description = "Only count them.") boolean dryRun,
            @Option(names = "--no-wait", description = "Only start the job.") boolean noWait,
            @Mixin Session session) {
        ApiClient api = session.api();
        JsonObjectBuilder body = Json.createObjectBuilder().add("dry_run", dryRun);
        filter.given().forEach(body::add);
        JsonObject run = api.post("/dead-letters/redrive", body);
        while (!noWait && run.isNull("ended_at")) {
            pause();
            run = api.object("/jobs/executions/" + run.getJsonNumber("execution_id"));
        }
        session.printer().object(run, RUN);
        if (!noWait && !run.getString("status").equals("COMPLETED")) {
            throw Failure.failed("the job ended with " + run.getString("status") + "; the server's log says more");
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.declined();
        }
    }
}
