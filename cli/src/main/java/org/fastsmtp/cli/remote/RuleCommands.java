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

/** Rules of a ruleset. The API has no GET for a single rule: it is read from its ruleset. */
@Command(name = "rule", mixinStandardHelpOptions = true, description = "Rules of a ruleset.")
final class RuleCommands {
    static final Column[] COLUMNS = {
        Column.of("Order", "order"),
        Column.of("ID", "id"),
        Column.of("Field", "field"),
        Column.of("Operator", "operator"),
        Column.of("Value", "value"),
        Column.of("Action", "action"),
        Column.of("Tags", "add_tags"),
        Column.of("Override URL", "webhook_url_override")
    };

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the rules of a ruleset.")
    void list(@Parameters(paramLabel = "[DOMAIN] RULESET", arity = "1..2") List<String> ids, @Mixin Session session) {
        ApiClient api = session.api();
        session.printer().rows(api.object(new Places(api).ruleset(ids)).getJsonArray("rules"), "rules", COLUMNS);
    }

    @Command(name = "get", mixinStandardHelpOptions = true, description = "Show a rule.")
    void get(@Parameters(paramLabel = "[DOMAIN] RULE", arity = "1..2") List<String> ids, @Mixin Session session) {
        session.printer().object(new Places(session.api()).rule(ids).rule(), COLUMNS);
    }

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Create a rule at the end of a ruleset.")
    void create(
            @Parameters(paramLabel = "[DOMAIN] RULESET", arity = "1..2") List<String> ids,
            @Mixin Condition condition,
            @Mixin Session session) {
        ApiClient api = session.api();
        var body = condition.into(new Fields()).change();
        session.printer().object(api.post(new Places(api).ruleset(ids) + "/rules", body), COLUMNS);
    }

    @Command(name = "update", mixinStandardHelpOptions = true, description = "Change a rule.")
    void update(
            @Parameters(paramLabel = "[DOMAIN] RULE", arity = "1..2") List<String> ids,
            @Mixin Condition condition,
            @Mixin Session session) {
        var change = condition.into(new Fields()).change();
        ApiClient api = session.api();
        session.printer().object(api.put(path(api, ids), change), COLUMNS);
    }

    @Command(name = "delete", mixinStandardHelpOptions = true, description = "Delete a rule.")
    void delete(
            @Parameters(paramLabel = "[DOMAIN] RULE", arity = "1..2") List<String> ids,
            @Mixin Confirmation confirmation,
            @Mixin Session session) {
        confirmation.ask("Delete rule " + ids.get(ids.size() - 1) + "?");
        ApiClient api = session.api();
        session.printer().done("Rule deleted", api.delete(path(api, ids)));
    }

    private static String path(ApiClient api, List<String> ids) {
        return new Places(api).rule(ids).path();
    }

    /** What a rule looks at and does. What may stand in each is the server's to say. */
    static final class Condition {
        @Option(
                names = {"-F", "--field"},
                description = "from, to, subject, body, header:NAME, …")
        private String field;

        @Option(
                names = {"-O", "--operator"},
                description = "equals, contains, regex, starts_with, ends_with, exists, …")
        private String operator;

        @Option(
                names = {"-v", "--value"},
                description = "What the field is compared with.")
        private String value;

        @Option(
                names = {"-a", "--action"},
                description = "forward, drop, tag or quarantine.")
        private String action;

        @Option(names = "--case-sensitive", negatable = true, description = "Whether case counts.")
        private Boolean caseSensitive;

        @Option(
                names = {"-u", "--webhook-url", "--webhook-url-override"},
                description = "Send to this URL instead; on update an empty one ends that.")
        private String override;

        @Option(
                names = {"-t", "--tag", "--add-tag"},
                description = "Add a tag; may be repeated. Replaces all that were set.")
        private List<String> tags;

        @Option(names = "--preserve-raw", negatable = true, description = "Keep the raw mail in S3.")
        private Boolean preserveRaw;

        Fields into(Fields fields) {
            return fields.text("field", field)
                    .text("operator", operator)
                    .text("value", value)
                    .text("action", action)
                    .flag("case_sensitive", caseSensitive)
                    .clearable("webhook_url_override", override)
                    .texts("add_tags", tags)
                    .flag("preserve_raw", preserveRaw);
        }
    }
}
