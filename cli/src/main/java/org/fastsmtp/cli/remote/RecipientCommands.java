package org.fastsmtp.cli.remote;

import java.util.List;
import org.fastsmtp.cli.Column;
import org.fastsmtp.cli.Confirmation;
import org.fastsmtp.cli.http.ApiClient;
import org.fastsmtp.cli.http.Places;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Recipients of a domain. Where one is named, its domain may stand before it and saves a search. */
@Command(name = "recipient", mixinStandardHelpOptions = true)
final class RecipientCommands {
    private static final Column[] COLUMNS = {
        Column.of("ID", "id"),
        new Column("Local part", "local_part", "*"),
        Column.of("Webhook URL", "webhook_url"),
        Column.of("Enabled", "is_enabled")
    };
    private static final Column[] DETAIL = {
        COLUMNS[0],
        Column.of("Domain ID", "domain_id"),
        COLUMNS[1],
        COLUMNS[2],
        Column.of("Headers", "webhook_headers"),
        COLUMNS[3],
        Column.of("Created", "created_at"),
        Column.of("Updated", "updated_at")
    };

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List recipients.")
    void list(@Parameters(paramLabel = "DOMAIN") String domain, @Mixin Session session) {
        ApiClient api = session.api();
        session.printer().rows(api.list(new Places(api).domain(domain) + "/recipients"), "recipients", COLUMNS);
    }

    @Command(name = "get", mixinStandardHelpOptions = true, description = "Show a recipient.")
    void get(@Parameters(paramLabel = "[DOMAIN] ID", arity = "1..2") List<String> ids, @Mixin Session session) {
        ApiClient api = session.api();
        session.printer().object(api.object(new Places(api).recipient(ids)), DETAIL);
    }

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Create a recipient.")
    void create(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Parameters(paramLabel = "URL") String url,
            @Option(
                            names = {"-l", "--local-part"},
                            description = "What stands before the @; absent: every address (catch-all).")
                    String local,
            @Option(
                            names = {"-d", "--description"},
                            description = "Accepted; the server keeps none.")
                    String description,
            @Option(
                            names = {"-t", "--tag"},
                            description = "Accepted; the server keeps none: rules add tags.")
                    List<String> tags,
            @Mixin Webhook webhook,
            @Mixin Session session) {
        Remarks.unkept(session, description != null, "description");
        Remarks.unkept(session, tags != null, "tag of a recipient");
        ApiClient api = session.api();
        Fields fields = webhook.into(new Fields().text("local_part", local).text("webhook_url", url));
        session.printer().object(api.post(new Places(api).domain(domain) + "/recipients", fields.body()), DETAIL);
    }

    @Command(name = "update", mixinStandardHelpOptions = true, description = "Change a recipient.")
    void update(
            @Parameters(paramLabel = "[DOMAIN] ID", arity = "1..2") List<String> ids,
            @Option(
                            names = {"-u", "--url", "--webhook-url"},
                            description = "Where its mail goes.")
                    String url,
            @Option(
                            names = {"-l", "--local-part"},
                            description = "What stands before the @; *: every address.")
                    String local,
            @Option(
                            names = "--enabled",
                            negatable = true,
                            description = "Whether it receives mail (--enabled, --no-enabled).")
                    Boolean enabled,
            @Option(names = "--disabled", description = "The same as --no-enabled.") boolean disabled,
            @Mixin Webhook webhook,
            @Mixin Session session) {
        var change = webhook.into(new Fields()
                        .text("webhook_url", url)
                        .text("local_part", local)
                        .flag("is_enabled", disabled ? Boolean.FALSE : enabled))
                .change();
        ApiClient api = session.api();
        session.printer().object(api.put(new Places(api).recipient(ids), change), DETAIL);
    }

    @Command(name = "delete", mixinStandardHelpOptions = true, description = "Delete a recipient.")
    void delete(
            @Parameters(paramLabel = "[DOMAIN] ID", arity = "1..2") List<String> ids,
            @Mixin Confirmation confirmation,
            @Mixin Session session) {
        confirmation.ask("Delete recipient " + ids.get(ids.size() - 1) + "?");
        ApiClient api = session.api();
        session.printer().done("Recipient deleted", api.delete(new Places(api).recipient(ids)));
    }

    /** What is sent along with every webhook. */
    static final class Webhook {
        @Option(
                names = {"-H", "--header"},
                paramLabel = "'Name: value'",
                description = "Header sent with every webhook; may be repeated. Replaces all that were set.")
        private List<String> headers;

        @Option(names = "--no-headers", description = "Send no headers of its own.")
        private boolean noHeaders;

        @Option(
                names = "--secret",
                paramLabel = "whsec_…",
                description = "Sign webhooks with it; on update an empty one ends signing.")
        private String secret;

        Fields into(Fields fields) {
            return fields.headers("webhook_headers", noHeaders ? List.of() : headers)
                    .clearable("webhook_secret", secret);
        }
    }
}
