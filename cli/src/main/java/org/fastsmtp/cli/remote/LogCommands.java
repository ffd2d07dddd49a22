package org.fastsmtp.cli.remote;

import static org.fastsmtp.cli.http.ApiClient.encoded;

import org.fastsmtp.cli.Column;
import org.fastsmtp.cli.http.ApiClient;
import org.fastsmtp.cli.http.Places;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The delivery log. */
@Command(name = "log", mixinStandardHelpOptions = true, description = "Deliveries.")
final class LogCommands {
    private static final Column[] COLUMNS = {
        Column.of("ID", "id"),
        Column.of("Created", "created_at"),
        Column.of("Status", "status"),
        Column.of("Attempts", "attempts"),
        Column.of("Code", "last_status_code"),
        Column.of("Message-ID", "message_id"),
        Column.of("Webhook URL", "webhook_url")
    };
    private static final Column[] DETAIL = {
        COLUMNS[0],
        COLUMNS[5],
        COLUMNS[2],
        COLUMNS[3],
        COLUMNS[4],
        Column.of("Last error", "last_error"),
        Column.of("Next retry", "next_retry_at"),
        Column.of("Delivered", "delivered_at"),
        COLUMNS[6],
        Column.of("DKIM", "dkim_result"),
        Column.of("SPF", "spf_result"),
        Column.of("Instance", "instance_id"),
        COLUMNS[1],
        Column.of("Payload", "payload")
    };

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List deliveries, newest first.")
    void list(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Option(
                            names = {"-s", "--status"},
                            description = "Only those in this state.")
                    String status,
            @Option(
                            names = {"-m", "--message-id"},
                            description = "Only those of this message, with its angle brackets.")
                    String message,
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
        ApiClient api = session.api();
        String query = "?limit=" + limit + "&offset=" + offset
                + (status == null ? "" : "&status=" + encoded(status))
                + (message == null ? "" : "&message_id=" + encoded(message));
        String path = new Places(api).domain(domain) + "/delivery-log" + query;
        session.printer().rows(api.list(path), "deliveries", COLUMNS);
    }

    @Command(name = "get", mixinStandardHelpOptions = true, description = "Show a delivery with its payload.")
    void get(@Parameters(paramLabel = "ID") String id, @Mixin Session session) {
        session.printer().object(session.api().object("/delivery-log/" + encoded(id)), DETAIL);
    }

    @Command(name = "raw", mixinStandardHelpOptions = true, description = "Save the mail of a delivery as it came.")
    void raw(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "FILE", description = "Not yet there; - is standard output.") String file,
            @Mixin Session session) {
        Download.to(file, session, "/delivery-log/" + encoded(id) + "/raw");
    }

    @Command(
            name = "attachment",
            mixinStandardHelpOptions = true,
            description = "Save an attachment of a delivery's mail, decoded.")
    void attachment(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "PLACE", description = "In the payload's list, from 0.") int place,
            @Parameters(paramLabel = "FILE", description = "Not yet there; - is standard output.") String file,
            @Mixin Session session) {
        Download.to(file, session, "/delivery-log/" + encoded(id) + "/attachments/" + place);
    }

    @Command(name = "retry", mixinStandardHelpOptions = true, description = "Queue a delivery again.")
    void retry(@Parameters(paramLabel = "ID") String id, @Mixin Session session) {
        session.printer()
                .done("Delivery queued for retry", session.api().post("/delivery-log/" + encoded(id) + "/retry"));
    }

    @Command(name = "cancel", mixinStandardHelpOptions = true, description = "Send a delivery no more.")
    void cancel(@Parameters(paramLabel = "ID") String id, @Mixin Session session) {
        session.printer().done("Delivery cancelled", session.api().post("/delivery-log/" + encoded(id) + "/cancel"));
    }
}
