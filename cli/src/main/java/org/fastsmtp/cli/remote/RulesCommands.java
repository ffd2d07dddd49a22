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

/** Rulesets of a domain. Where one is named, its domain may stand before it and saves a search. */
@Command(name = "rules", mixinStandardHelpOptions = true, subcommands = RuleCommands.class)
final class RulesCommands {
    private static final Column[] COLUMNS = {
        Column.of("ID", "id"),
        Column.of("Name", "name"),
        Column.of("Priority", "priority"),
        Column.of("Stop on match", "stop_on_match"),
        Column.of("Enabled", "is_enabled")
    };

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List rulesets.")
    void list(@Parameters(paramLabel = "DOMAIN") String domain, @Mixin Session session) {
        ApiClient api = session.api();
        session.printer().rows(api.list(new Places(api).domain(domain) + "/rulesets"), "rulesets", COLUMNS);
    }

    @Command(name = "get", mixinStandardHelpOptions = true, description = "Show a ruleset with its rules.")
    void get(@Parameters(paramLabel = "[DOMAIN] RULESET", arity = "1..2") List<String> ids, @Mixin Session session) {
        ApiClient api = session.api();
        var ruleset = api.object(new Places(api).ruleset(ids));
        session.printer().object(ruleset, COLUMNS);
        session.printer().followingRows(ruleset.getJsonArray("rules"), "rules", RuleCommands.COLUMNS);
    }

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Create a ruleset.")
    void create(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = {"-d", "--description"},
                            description = "Accepted; the server keeps none.")
                    String description,
            @Option(
                            names = {"-P", "--priority"},
                            description = "0 to 1000; higher ones are evaluated first.")
                    Integer priority,
            @Option(
                            names = "--stop-on-match",
                            negatable = true,
                            description = "Whether the first match ends this ruleset.")
                    Boolean stop,
            @Mixin Session session) {
        Remarks.unkept(session, description != null, "description");
        ApiClient api = session.api();
        Fields fields =
                new Fields().text("name", name).number("priority", priority).flag("stop_on_match", stop);
        session.printer().object(api.post(new Places(api).domain(domain) + "/rulesets", fields.body()), COLUMNS);
    }

    @Command(name = "update", mixinStandardHelpOptions = true, description = "Change a ruleset.")
    void update(
            @Parameters(paramLabel = "[DOMAIN] RULESET", arity = "1..2") List<String> ids,
            @Option(
                            names = {"-n", "--name"},
                            description = "Its name.")
                    String name,
            @Option(
                            names = {"-P", "--priority"},
                            description = "0 to 1000.")
                    Integer priority,
            @Option(names = "--stop-on-match", negatable = true, description = "Whether the first match ends it.")
                    Boolean stop,
            @Option(names = "--enabled", negatable = true, description = "Whether it is evaluated.") Boolean enabled,
            @Option(names = "--disabled", description = "The same as --no-enabled.") boolean disabled,
            @Mixin Session session) {
        var change = new Fields()
                .text("name", name)
                .number("priority", priority)
                .flag("stop_on_match", stop)
                .flag("is_enabled", disabled ? Boolean.FALSE : enabled)
                .change();
        ApiClient api = session.api();
        session.printer().object(api.put(new Places(api).ruleset(ids), change), COLUMNS);
    }

    @Command(name = "delete", mixinStandardHelpOptions = true, description = "Delete a ruleset with its rules.")
    void delete(
            @Parameters(paramLabel = "[DOMAIN] RULESET", arity = "1..2") List<String> ids,
            @Mixin Confirmation confirmation,
            @Mixin Session session) {
        confirmation.ask("Delete ruleset " + ids.get(ids.size() - 1) + " with its rules?");
        ApiClient api = session.api();
        session.printer().done("Ruleset deleted", api.delete(new Places(api).ruleset(ids)));
    }

    @Command(name = "reorder", mixinStandardHelpOptions = true, description = "Put the rules of a ruleset in order.")
    void reorder(
            @Parameters(index = "0", paramLabel = "RULESET") String ruleset,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "RULE",
                            description = "All its rules, first one first.")
                    List<String> rules,
            @Mixin Session session) {
        ApiClient api = session.api();
        String path = new Places(api).ruleset(List.of(ruleset));
        session.printer()
                .done(
                        "Reordered " + rules.size() + " rules",
                        api.post(
                                path + "/reorder",
                                new Fields().texts("rule_ids", rules).body()));
    }
}
