package org.fastsmtp.cli.remote;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import org.fastsmtp.cli.Column;
import org.fastsmtp.cli.Confirmation;
import org.fastsmtp.cli.http.Places;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Domains. DOMAIN is an id or a name everywhere. */
@Command(name = "domain", mixinStandardHelpOptions = true, subcommands = MemberCommands.class)
final class DomainCommands {
    private static final Column[] COLUMNS = {
        Column.of("ID", "id"),
        Column.of("Domain", "domain_name"),
        Column.of("Enabled", "is_enabled"),
        new Column("Verify DKIM", "verify_dkim", "default"),
        new Column("Verify SPF", "verify_spf", "default"),
        new Column("Reject DKIM fail", "reject_dkim_fail", "default"),
        new Column("Reject SPF fail", "reject_spf_fail", "default"),
        new Column("Keep raw", "preserve_raw_message", "default")
    };
    private static final Column[] LIST = {
        COLUMNS[0], COLUMNS[1], COLUMNS[2], COLUMNS[3], COLUMNS[4], Column.of("Created", "created_at")
    };

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List domains.")
    void list(@Mixin Page page, @Mixin Session session) {
        session.printer().rows(page.of(session.api().list("/domains")), "domains", LIST);
    }

    @Command(name = "get", mixinStandardHelpOptions = true, description = "Show a domain.")
    void get(@Parameters(paramLabel = "DOMAIN") String domain, @Mixin Session session) {
        var api = session.api();
        session.printer().object(api.object(new Places(api).domain(domain)), COLUMNS);
    }

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Create a domain.")
    void create(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = {"-d", "--description"},
                            description = "Accepted; the server keeps none.")
                    String description,
            @Mixin DomainFlags flags,
            @Mixin Session session) {
        Remarks.unkept(session, description != null, "description");
        JsonObject made = session.api()
                .post(
                        "/domains",
                        flags.into(new Fields().text("domain_name", name)).body());
        session.printer().object(made, COLUMNS);
    }

    @Command(name = "update", mixinStandardHelpOptions = true, description = "Change a domain.")
    void update(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Option(
                            names = {"--enabled"},
                            negatable = true,
                            description = "Whether it receives mail (--enabled, --no-enabled).")
                    Boolean enabled,
            @Option(
                            names = {"--disabled"},
                            description = "The same as --no-enabled.")
                    boolean disabled,
            @Mixin DomainFlags flags,
            @Mixin Session session) {
        var api = session.api();
        Fields fields = new Fields().flag("is_enabled", disabled ? Boolean.FALSE : enabled);
        var change = flags.into(fields).change();
        session.printer().object(api.put(new Places(api).domain(domain), change), COLUMNS);
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Delete a domain with its recipients and rules.")
    void delete(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Mixin Confirmation confirmation,
            @Mixin Session session) {
        confirmation.ask("Delete domain " + domain + " with everything in it?");
        var api = session.api();
        session.printer().done("Domain deleted", api.delete(new Places(api).domain(domain)));
    }

    /** A part of a list that the server sends as a whole. */
    static final class Page {
        @Option(
                names = {"-l", "--limit"},
                defaultValue = "50",
                description = "At most so many (${DEFAULT-VALUE}).")
        private int limit;

        @Option(
                names = {"-o", "--offset"},
                defaultValue = "0",
                description = "Leave out the first (${DEFAULT-VALUE}).")
        private int offset;

        JsonArray of(JsonArray all) {
            int from = Math.min(all.size(), Math.max(0, offset));
            int to = (int) Math.min(all.size(), from + (long) Math.max(0, limit));
            return Json.createArrayBuilder(all.subList(from, to)).build();
        }
    }

    /** Settings that a domain inherits from the server unless it says otherwise. */
    static final class DomainFlags {
        @Option(names = "--verify-dkim", paramLabel = "true|false|default", description = "Verify DKIM.")
        private String verifyDkim;

        @Option(names = "--verify-spf", paramLabel = "true|false|default", description = "Check SPF.")
        private String verifySpf;

        @Option(names = "--reject-dkim-fail", paramLabel = "true|false|default", description = "Refuse DKIM fail.")
        private String rejectDkimFail;

        @Option(names = "--reject-spf-fail", paramLabel = "true|false|default", description = "Refuse SPF fail.")
        private String rejectSpfFail;

        @Option(names = "--preserve-raw", paramLabel = "true|false|default", description = "Keep raw mail in S3.")
        private String preserveRaw;

        Fields into(Fields fields) {
            return fields.inherited("verify_dkim", verifyDkim)
                    .inherited("verify_spf", verifySpf)
                    .inherited("reject_dkim_fail", rejectDkimFail)
                    .inherited("reject_spf_fail", rejectSpfFail)
                    .inherited("preserve_raw_message", preserveRaw);
        }
    }
}
