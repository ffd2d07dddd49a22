package org.fastsmtp.cli.remote;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import org.fastsmtp.cli.Column;
import org.fastsmtp.cli.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The running server: its health, its delivery log, a test of a webhook. */
@Command(
        name = "ops",
        mixinStandardHelpOptions = true,
        subcommands = {LogCommands.class, DeadLetterCommands.class})
final class OpsCommands {
    @Command(name = "health", mixinStandardHelpOptions = true, description = "Whether the server answers.")
    void health(@Mixin Session session) {
        session.printer()
                .object(
                        session.api().object("/health"),
                        Column.of("Status", "status"),
                        Column.of("Version", "version"),
                        Column.of("Instance", "instance_id"));
    }

    @Command(
            name = "ready",
            mixinStandardHelpOptions = true,
            description = "Whether the server and what it needs can work; exit 1 if not.")
    void ready(@Mixin Session session) {
        JsonObject ready = session.api().object("/ready?include_queue=true&include_smtp=true");
        var flat = Json.createObjectBuilder(ready);
        if (ready.get("queue") instanceof JsonObject queue) {
            queue.forEach((name, count) -> flat.add("queue_" + name, count));
        }
        session.printer()
                .either(
                        ready,
                        flat.build(),
                        Column.of("Status", "status"),
                        Column.of("Database", "database"),
                        Column.of("SMTP", "smtp"),
                        Column.of("Pending", "queue_pending"),
                        Column.of("Failed", "queue_failed"),
                        Column.of("Exhausted", "queue_exhausted"));
    }

    @Command(
            name = "test-webhook",
            mixinStandardHelpOptions = true,
            description = "Send a test message to a webhook; exit 1 unless it answers 2xx.")
    void testWebhook(
            @Parameters(paramLabel = "URL") String url,
            @Option(
                            names = {"-f", "--from"},
                            description = "Sender.")
                    String from,
            @Option(
                            names = {"-t", "--to"},
                            description = "Recipient.")
                    String to,
            @Option(
                            names = {"-s", "--subject"},
                            description = "Subject.")
                    String subject,
            @Option(
                            names = {"-b", "--body"},
                            description = "Text.")
                    String body,
            @Mixin Session session) {
        Fields fields = new Fields()
                .text("webhook_url", url)
                .text("from_address", from)
                .text("to_address", to)
                .text("subject", subject)
                .text("body", body);
        JsonObject answer = session.api().post("/test-webhook", fields.body());
        session.printer()
                .object(
                        answer,
                        Column.of("Success", "success"),
                        Column.of("Status code", "status_code"),
                        Column.of("Error", "error"),
                        Column.of("Response time (ms)", "response_time_ms"));
        if (!JsonValue.TRUE.equals(answer.get("success"))) {
            throw Failure.failed("the webhook did not take the test message");
        }
    }
}
