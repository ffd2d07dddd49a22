package org.fastsmtp.cli.server;

import jakarta.json.Json;
import org.fastsmtp.cli.Column;
import org.fastsmtp.cli.Confirmation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Domains, by name. */
@Command(name = "domain", mixinStandardHelpOptions = true)
final class DomainCommands {
    private static final Column[] COLUMNS = {
        Column.of("ID", "id"),
        Column.of("Domain", "domain_name"),
        Column.of("Enabled", "is_enabled"),
        new Column("DKIM", "verify_dkim", "default"),
        new Column("SPF", "verify_spf", "default")
    };

    /** As {@code user list}. */
    private static final Column[] LIST = {
        COLUMNS[0].as(Column.Form.SHORT),
        COLUMNS[1],
        COLUMNS[2].as(Column.Form.MARK),
        COLUMNS[3].as(Column.Form.MARK),
        COLUMNS[4].as(Column.Form.MARK)
    };

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Create a domain.")
    void create(@Parameters(paramLabel = "NAME") String name, @Mixin Local local) {
        try (Administration administration = local.administration()) {
            local.printer().object(administration.createDomain(name), COLUMNS);
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List domains.")
    void list(@Mixin Local local) {
        try (Administration administration = local.administration()) {
            local.printer().rows(administration.domains(), "domains", LIST);
        }
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Delete a domain with its recipients and rules.")
    void delete(@Parameters(paramLabel = "NAME") String name, @Mixin Confirmation confirmation, @Mixin Local local) {
        confirmation.ask("Delete domain " + name + " with everything in it?");
        try (Administration administration = local.administration()) {
            administration.deleteDomain(name);
        }
        done(local, "Domain '" + name + "' deleted");
    }

    @Command(name = "add-member", mixinStandardHelpOptions = true, description = "Make a user a member of a domain.")
    void addMember(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Parameters(paramLabel = "USER") String user,
            @Option(
                            names = {"-r", "--role"},
                            defaultValue = "member",
                            description = "owner, admin or member (${DEFAULT-VALUE}).")
                    String role,
            @Mixin Local local) {
        try (Administration administration = local.administration()) {
            administration.addMember(domain, user, role);
        }
        done(local, "User '" + user + "' is " + role + " of '" + domain + "'");
    }

    @Command(name = "remove-member", mixinStandardHelpOptions = true, description = "End a user's membership.")
    void removeMember(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Parameters(paramLabel = "USER") String user,
            @Mixin Local local) {
        try (Administration administration = local.administration()) {
            administration.removeMember(domain, user);
        }
        done(local, "User '" + user + "' removed from '" + domain + "'");
    }

    private static void done(Local local, String sentence) {
        local.printer()
                .done(
                        sentence,
                        Json.createObjectBuilder().add("message", sentence).build());
    }
}
